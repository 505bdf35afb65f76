"""`grows`: weak scaling in a suite."""

from __future__ import annotations

HEAD = 'name = "x"\n[[cases]]\nworkload = "waiting"\nbackends = ["threading"]\nworkers = [1, 2, 4]\n'


def test_what_grows_is_in_proportion_to_the_workers(plan):
    cases = [planned.case for planned in plan(HEAD + 'parameters = { seconds = 0.5 }\ngrows = "seconds"\n').cases]
    assert [case.parameters["seconds"] for case in cases] == [0.5, 1.0, 2.0]
    assert {case.grows for case in cases} == {("seconds",)}
    assert len({case.series() for case in cases}) == 1
    assert len({case.problem() for case in cases}) == 3


def test_a_default_grows_too_and_lists_still_multiply(plan):
    found = plan(HEAD + 'parameters = { mode = ["a", "b"] }\ngrows = ["seconds"]\n').cases
    assert sorted(planned.case.parameters["seconds"] for planned in found) == [1.0, 1.0, 2.0, 2.0, 4.0, 4.0]
    assert len({planned.case.series() for planned in found}) == 2


def test_every_size_is_asked_about(plan, describe):
    plan(HEAD + "grows = ['seconds']\n")
    asked = [question.parameters.get("seconds") for _, questions in describe.rounds for question in questions]
    assert {1.0, 2.0, 4.0} <= set(asked)


def test_only_numbers_of_the_workload_grow(complaints):
    unknown = complaints(HEAD + 'grows = ["secnds"]\n')
    assert "did you mean `seconds`?" in unknown[0][1] + str(unknown[0][2])
    assert "`fast` of waiting is no number" in complaints(HEAD + 'grows = ["fast"]\n')[0][1]
    assert "`mode` of waiting is no number" in complaints(HEAD + 'grows = ["mode"]\n')[0][1]
