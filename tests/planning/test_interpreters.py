"""Which interpreter an environment means: found, absent from this machine, or misspelt."""

import pytest

from workbench.model.plan import EnvironmentSpec

HEAD = 'name = "x"\n[[cases]]\n'
OLD = HEAD + 'workload = "waiting"\n[environments.old]\n'
MISSING = HEAD + 'workload = "flights"\nsolver = "forest"\nenvironments = ["default", "old"]\n[environments.old]\n'


def test_an_environment_multiplies_and_is_asked_in_its_own_interpreter(plan, tmp_path, describe):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho '[\"%s\", [3, 9, 1]]'\n" % python)
    python.chmod(0o755)
    planned = plan(
        HEAD + 'workload = "waiting"\nenvironments = ["default", "old"]\n[environments.old]\npython = "./python"'
    )
    assert [one.case.environment for one in planned.cases] == ["default", "old"]
    assert planned.environments == {"old": EnvironmentSpec("python", "./python", str(python))}
    assert str(python) in {interpreter for interpreter, _ in describe.rounds}
    assert "" in {interpreter for interpreter, _ in describe.rounds}


def test_an_environment_that_this_machine_lacks_is_planned_as_skipped(plan, tmp_path, describe):
    planned = plan(MISSING + 'python = "./none/python"')
    ours, absent = planned.cases
    reason = planned.environments["old"].unavailable
    assert reason.startswith("environment old: no usable interpreter for python = ")
    assert "does not exist" in reason
    assert "install it, or write" in reason
    assert (ours.skip_reason, absent.skip_reason) == (None, reason)
    assert planned.environments["old"].interpreter == ""
    assert {interpreter for interpreter, _ in describe.rounds} == {""}
    (tmp_path / "none").mkdir()
    there = tmp_path / "none" / "python"
    there.write_text("#!/bin/sh\necho '[\"%s\", [3, 9, 1]]'\n" % there)
    there.chmod(0o755)
    present = plan(MISSING + 'python = "./none/python"')
    assert [one.case for one in present.cases] == [one.case for one in planned.cases]
    assert [one.skip_reason for one in present.cases] == [None, None]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + 'workload = "waiting"\n[environments.default]\npython = "3.9"', 4, "can't be called `default`"),
        (OLD + 'pyton = "3.9"', 5, "did you mean `python`?"),
        (OLD + 'python = "2.7"', 5, "too old"),
        (OLD + 'python = "3"', 5, "neither a path, a name nor a version"),
    ],
)
def test_what_is_misspelt_is_said_where_it_stands(complaints, text, line, message):
    found = complaints(text)
    assert any(message in said and at == line for at, said, _ in found), found
