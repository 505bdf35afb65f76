from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.analysis.changes.discoveries import controlled
from workbench.analysis.changes.marks import marks_of
from workbench.analysis.changes.tracing import trace
from workbench.model.change import MACHINE, SAME_REVISION, VERSION, ChangePoint, History, Point
from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate

TIME = Metric("time", "time", "seconds", tells_speed=True)
SCORE = Metric("score", "accuracy", higher_is_better=True)


def values(*levels, noise=0.02, seed=1):
    random = np.random.default_rng(seed)
    return [level * np.exp(random.normal(0, noise)) for level, count in levels for _ in range(count)]


def points(numbers, **named):
    listed = [Point(f"r{index}", value) for index, value in enumerate(numbers)]
    for name, told in named.items():
        listed = [replace(point, **{name: each}) for point, each in zip(listed, told, strict=True)]
    return tuple(listed)


def history(numbers, measure=TIME, **named):
    return History("case", measure, points(numbers, **named))


def test_a_step_is_told_with_its_revision_and_between_which_it_lies():
    found = trace(history(values((1.0, 30), (1.1, 30)), at=range(60)))
    (change,) = found.changes
    assert (change.index, change.revision, change.verdict, change.at) == (30, "r30", "slower", 30)
    assert change.ratio.low < 1.1 < change.ratio.high
    assert int(change.last_good[1:]) < 30 <= int(change.first_bad[1:])
    assert (change.compared_from, change.compared_to) == (0, 60)
    assert change.is_regression


def test_words_follow_the_measure():
    memory = Metric("peak_memory", "peak memory", "bytes")
    for measure, up, down in ((TIME, "slower", "faster"), (SCORE, "better", "worse"), (memory, "worse", "better")):
        assert trace(history(values((1.0, 30), (1.2, 30)), measure)).changes[0].verdict == up
        assert trace(history(values((1.2, 30), (1.0, 30)), measure)).changes[0].verdict == down


def test_revisions_are_compared_on_one_machine_only():
    machines = ["old"] * 30 + ["new"] * 30
    found = trace(history(values((1.0, 30), (2.0, 30)), machine=machines))
    assert found.changes == ()
    (mark,) = found.marks
    assert (mark.kind, mark.index, mark.text) == (MACHINE, 30, "machine old → new")


def test_a_step_is_found_though_two_machines_take_turns():
    factor = np.tile([1.0, 3.0], 40)
    numbers = np.array(values((1.0, 40), (1.15, 40))) * factor
    found = trace(history(numbers, machine=["a", "b"] * 40))
    assert sorted(change.index for change in found.changes) == pytest.approx([40, 41], abs=3)
    assert {change.revision for change in found.changes} == {f"r{change.index}" for change in found.changes}
    assert all(change.ratio.value == pytest.approx(1.15, abs=0.05) for change in found.changes)


def test_new_versions_in_the_same_place_are_no_regression():
    versions = [{"numpy": "2.0"}] * 30 + [{"numpy": "2.1"}] * 30
    (change,) = trace(history(values((1.0, 30), (1.2, 30)), versions=versions)).changes
    assert change.explained_by == ("numpy 2.0 → 2.1",)
    assert change.verdict == "slower"
    assert not change.is_regression


def test_new_versions_elsewhere_are_marked_and_excuse_nothing():
    versions = [{"numpy": "2.0"}] * 10 + [{"numpy": "2.1"}] * 50
    found = trace(history(values((1.0, 30), (1.2, 30)), versions=versions))
    assert found.changes[0].is_regression
    assert [(mark.kind, mark.index) for mark in found.marks] == [(VERSION, 10)]


def test_a_step_within_one_revision_is_not_the_code():
    numbers = values((1.0, 30), (1.5, 30), noise=0.005)
    listed = tuple(replace(point, revision="same") for point in points(numbers))
    (change,) = trace(History("case", TIME, listed)).changes
    assert change.explained_by == (SAME_REVISION,)


def test_changes_too_small_to_matter_are_counted_only():
    numbers = values((1.0, 40), (1.01, 40), noise=0.001)
    found = trace(history(numbers))
    assert found.changes == ()
    assert [finding.code for finding in found.findings] == ["small_changes"]
    assert len(trace(history(numbers), margin=0.0).changes) == 1


def test_too_few_revisions_say_nothing():
    found = trace(history(values((1.0, 5), (2.0, 4))))
    assert not found.tested
    assert [finding.code for finding in found.findings] == ["too_few_revisions"]


def test_revisions_of_a_rare_machine_are_left_aside():
    found = trace(history(values((1.0, 33)), machine=["a"] * 30 + ["b"] * 3))
    assert found.tested
    assert [finding.code for finding in found.findings] == ["few_of_a_machine"]


def test_a_package_that_one_run_did_not_import_is_no_bump():
    told = [{"numpy": "2.0", "x": "1"}, {"numpy": "2.0"}, None, {"numpy": "2.0", "x": "2"}]
    (mark,) = marks_of(points([1.0] * 4, versions=told))
    assert (mark.index, mark.text) == (3, "x 1 → 2")


def test_many_bumps_are_counted():
    (mark,) = marks_of(points([1.0] * 2, versions=[{str(n): "1" for n in range(5)}, {str(n): "2" for n in range(5)}]))
    assert mark.text == "0 1 → 2, 1 1 → 2, 2 1 → 2 and 2 more"


def changed(*p_values):
    changes = tuple(ChangePoint(9, "r9", "slower", Estimate(1.1), p, "r8", "r9", 0, 20) for p in p_values)
    return replace(history([1.0]), changes=changes)


def test_of_many_histories_only_what_chance_does_not_make():
    steady = [changed() for _ in range(998)]
    found = controlled([changed(0.005), changed(0.009, 1e-7), *steady])
    assert [len(each.changes) for each in found[:3]] == [0, 2, 0]
    assert [finding.code for finding in found[0].findings] == ["one_of_many"]
    assert len(controlled([changed(0.009)])[0].changes) == 1
