from dataclasses import replace

from workbench.reporting import choosing


def test_a_workload_is_named_by_what_tells_it_from_the_others(report):
    assert next(iter(choosing.named(report.workloads))) == "flights"
    flights = report.workloads[0]
    other = replace(
        flights, rows=tuple(replace(row, case=replace(row.case, parameters={"rows": 9})) for row in flights.rows)
    )
    names = list(choosing.named([flights, other]))
    assert names == ["flights rows=50,000", "flights rows=9"]
    assert choosing.worth_asking(choosing.named([flights, other])) == 1


def test_a_narrower_choice_is_ranked_anew(report):
    flights = report.workloads[0]
    only = choosing.narrowed(flights, ["sklearn.RandomForestClassifier"], [])
    assert {row.case.solver for row in only.rows} == {"sklearn.RandomForestClassifier"}
    assert "RandomForestClassifier" in only.answer
    assert choosing.narrowed(flights, [], []) is flights
    assert choosing.narrowed(flights, ["sklearn.SGDClassifier"], ["loky"]) is None


def test_who_scores_worse_is_said_with_how_much(report):
    told = choosing.worse_in_score(report.workloads[0])
    assert told.startswith("Not ranked, for their score is worse (AUC 0.71")
    assert "sklearn.SGDClassifier: 0.661 in 101 ms" in told
    waiting = next(each for each in report.workloads if each.workload == "waiting")
    assert choosing.worse_in_score(waiting) == ""


def test_solvers_and_backends_are_listed_once(report):
    flights = report.workloads[0]
    assert len(choosing.solvers_of(flights)) == len(set(choosing.solvers_of(flights))) == 5
    assert set(choosing.backends_of(flights)) == {"serial", "loky"}


def test_what_leaves_a_choice_is_shown_first(report):
    flights, waiting = report.workloads
    assert choosing.worth_asking(choosing.named([waiting, flights])) == 1
    assert choosing.worth_asking(choosing.named([waiting])) == 0


def test_work_without_a_solver_is_named_in_its_answer(report):
    flights, waiting = report.workloads
    assert choosing.headline(waiting).startswith("waiting: fastest on threading")
    assert choosing.headline(flights) == flights.answer
