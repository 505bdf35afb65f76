"""What a page says of two stored runs."""

from dataclasses import replace

import pytest

from workbench.model.plan import PlannedCase
from workbench.reporting import run_pairs
from workbench.reporting.queries import Problem
from workbench.reporting.run_pairs import (
    columns_of,
    launches_of,
    narrowed,
    only_in,
    pair,
    pair_of,
    quantities_of,
    sentence,
)
from workbench.reporting.sides import side_of_run
from workbench.store.writer import RunWriter


def slowed(run, factor, run_id="20260402-120000-slow"):
    """The run with its first case `factor` times as slow."""
    first = run.header.plan.cases[0].case.id
    trials = tuple(
        replace(each, wall_seconds=tuple(factor * value for value in each.wall_seconds))
        if each.case_id == first
        else each
        for each in run.trials
    )
    return replace(run, header=replace(run.header, run_id=run_id, created_at=run.header.created_at + 60), trials=trials)


@pytest.fixture
def found(run):
    return pair(side_of_run(run), side_of_run(slowed(run, 1.5)))


def stored(root, run):
    with RunWriter.create(str(root), run.header) as writer:
        for trial in run.trials:
            writer.append(trial)
    return writer.folder


def test_the_worst_stands_first_and_is_told_with_its_interval(found):
    told = sentence(found.found.comparisons[0])
    assert told.startswith("flights: LogisticRegression[lbfgs]: time 1.50× [")
    assert told.endswith("of base, slower (420 ms → 630 ms)")


def test_filters_narrow_by_metric_verdict_and_words(found):
    everything = found.found.comparisons
    assert narrowed(everything) == list(everything)
    assert {each.metric.name for each in narrowed(everything, ["peak memory"])} == {"peak_memory"}
    assert [each.verdict for each in narrowed(everything, (), ["slower"])] == ["slower"]
    assert {each.case for each in narrowed(everything, words="THREADING 8")} == {"waiting: threading · 8 workers"}
    assert narrowed(everything, words="nowhere") == []


def test_one_metric_is_numbers_with_a_unit_and_many_are_words(found):
    times = narrowed(found.found.comparisons, ["time"])
    assert all(isinstance(cell, float) for cell in columns_of(times)["base"])
    assert set(quantities_of(times)) == {"base", "head"}
    assert columns_of(found.found.comparisons)["base"][0] == "420 ms"
    assert quantities_of(found.found.comparisons) == {}


def test_the_launches_behind_a_comparison_are_those_of_both_sides(found):
    rows = launches_of(found, found.found.comparisons[0])
    assert [row["launch"] for row in rows if row["side"] == "base"] == [1, 2, 3, 4, 5, 6]
    base, head = ([row["value"] for row in rows if row["side"] == side] for side in ("base", "head"))
    assert head == pytest.approx([1.5 * value for value in base])


def test_a_fitted_share_has_no_launches(found):
    fitted = next(each for each in found.found.comparisons if each.metric.name == "serial_fraction")
    assert launches_of(found, fitted) == []


def test_cases_that_only_one_side_has_are_named(run):
    gone = run.header.plan.cases[0]
    header = replace(run.header, plan=replace(run.header.plan, cases=run.header.plan.cases[1:]))
    less = replace(run, header=header, trials=tuple(each for each in run.trials if each.case_id != gone.case.id))
    found = pair(side_of_run(run), side_of_run(less))
    assert only_in(found.base, found.head) == ["flights: LogisticRegression[lbfgs]"]
    assert only_in(found.head, found.base) == []


def test_many_series_are_compared_in_how_they_scale_only_when_asked(run, monkeypatch):
    monkeypatch.setattr(run_pairs, "MOST_SERIES", 0)
    sides = side_of_run(run), side_of_run(slowed(run, 1.5))
    few = pair(*sides)
    assert few.series_left_out == 1
    assert not {"serial_fraction", "efficiency"} & {each.metric.name for each in few.found.comparisons}
    whole = pair(*sides, every_series=True)
    assert whole.series_left_out == 0
    assert {"serial_fraction", "efficiency"} <= {each.metric.name for each in whole.found.comparisons}


def test_runs_without_a_common_case_are_a_problem_and_so_is_a_folder_that_is_none(run, tmp_path):
    case = run.header.plan.cases[0]
    other = replace(case.case, parameters={"rows": 7})
    plan = replace(run.header.plan, cases=(PlannedCase(other, case.workload, case.backend, case.solver),))
    trials = tuple(replace(each, case_id=other.id) for each in run.trials if each.case_id == case.case.id)
    lone = replace(run, header=replace(run.header, run_id="20260402-120000-lone", plan=plan), trials=trials)
    folders = stored(tmp_path, lone), stored(tmp_path, run)
    found = pair_of(*folders)
    assert isinstance(found, Problem)
    assert "can't be compared" in found.message
    assert isinstance(pair_of(folders[0], str(tmp_path / "nothing")), Problem)
