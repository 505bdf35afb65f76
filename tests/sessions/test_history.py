from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workbench.errors import ConfigurationError, NothingToDecide, StoreError
from workbench.model.case import Case
from workbench.model.change import VERSION
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, Revision, RunHeader
from workbench.model.trial import FAILED, OK, MemoryPeak, Phase, Score, TrialRecord
from workbench.sessions.history import Wanted, trace_sources
from workbench.store.writer import RunWriter

MACHINE = Machine("laptop-0a1b", "Linux", "6.1", "a CPU", 4, 4, 8 << 30)
CASE = Case("waiting", {"seconds": 0.5})


def write_run(root: Path, number: int, seconds: float, suite: str = "demo", **changes: object) -> str:
    """A run of one case with two launches, the revision named after its number."""
    reference = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")
    plan = Plan(suite, (PlannedCase(CASE, reference, reference),), MeasureSettings(launches=2))
    header = RunHeader(f"run-{suite}-{number:03d}", SCHEMA_VERSION, "0.1.0", 1.7e9 + 86400 * number, plan, MACHINE)
    header = replace(header, revision=Revision(f"{number:012x}" + 28 * "0", dirty=False))
    header = replace(header, **changes)
    with RunWriter.create(os.fspath(root), header) as writer:
        for launch in (1, 2):
            writer.append(
                TrialRecord(
                    f"{CASE.id}-{launch:03d}",
                    CASE.id,
                    launch,
                    OK,
                    header.created_at,
                    2.0,
                    wall_seconds=(seconds,),
                    phases=(Phase("start", 0.0, 0.25), Phase("measure", 0.5, 0.5 + seconds)),
                    score=Score("accuracy", 0.9 if number < 15 else 0.8, True, 0.01),
                    memory=MemoryPeak(1_000_000 + 7 * number, "pss_sampled"),
                    versions={"python": "3.11.2" if number < 15 else "3.12.1"},
                )
            )
    return writer.folder


@pytest.fixture
def results(tmp_path):
    """30 revisions, made in no order: half as fast again from the 20th on."""
    random = np.random.default_rng(1)
    root = tmp_path / "results"
    seconds = np.exp(random.normal(0, 0.02, 30)) * np.where(np.arange(30) < 20, 1.0, 1.5)
    for number in random.permutation(30).tolist():
        write_run(root, number, float(seconds[number]))
    return str(root)


def by_metric(traced):
    return {history.measure.name: history for history in traced.histories}


def test_runs_are_followed_by_metric_in_order_of_time(results):
    traced = trace_sources((), results)
    found = by_metric(traced)
    assert set(found) == {"time", "peak_memory", "start_up", "score"}
    time = found["time"]
    assert [int(point.revision, 16) for point in time.points] == list(range(30))
    (change,) = time.changes
    assert (change.index, change.verdict, change.is_regression) == (20, "slower", True)
    assert (time.suite, time.case_id) == ("demo", CASE.id)
    assert found["peak_memory"].changes == ()
    assert found["start_up"].changes == ()


def test_a_step_that_came_with_another_python_is_not_the_code(results):
    (change,) = by_metric(trace_sources((), results))["score"].changes
    assert (change.verdict, change.index) == ("worse", 15)
    assert change.explained_by == ("python 3.11.2 → 3.12.1",)
    assert [mark.kind for mark in by_metric(trace_sources((), results))["time"].marks] == [VERSION]


def test_runs_may_be_named_one_by_one_by_folder_or_by_machine(results):
    folder = os.path.join(results, MACHINE.id)
    runs = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    for sources in (runs, [folder], [*runs, folder], [os.path.basename(run) for run in runs]):
        assert len(by_metric(trace_sources(sources, results))["time"].points) == 30


def test_metrics_and_suites_can_be_chosen(results):
    write_run(Path(results), 40, 1.0, suite="other")
    assert set(by_metric(trace_sources((), results, Wanted(metrics=("score",))))) == {"score"}
    assert {history.suite for history in trace_sources((), results, Wanted(suites=("demo",))).histories} == {"demo"}
    with pytest.raises(ConfigurationError, match="no run is of the suite 'nope'; there are demo, other"):
        trace_sources((), results, Wanted(suites=("nope",)))


def test_uncommitted_changes_are_another_revision_and_a_run_without_one_has_its_id(results):
    write_run(Path(results), 30, 1.5, revision=Revision("f" * 40, dirty=True))
    write_run(Path(results), 31, 1.5, revision=None)
    points = by_metric(trace_sources((), results))["time"].points
    assert [point.revision for point in points[-2:]] == ["ffffffffffff-dirty", "run-demo-031"]


def test_failed_launches_and_broken_runs_leave_the_others_judged(results):
    folder = Path(write_run(Path(results), 30, 1.5))
    (folder / "trials.jsonl").write_text((folder / "trials.jsonl").read_text().replace(f'"{OK}"', f'"{FAILED}"'))
    broken = Path(results) / MACHINE.id / "broken"
    broken.mkdir()
    (broken / "run.json").write_text("{")
    traced = trace_sources([results], results)
    assert len(by_metric(traced)["time"].points) == 30
    assert len(by_metric(traced)["time"].changes) == 1
    assert len(traced.warnings) == 1
    assert "broken" in traced.warnings[0]


def test_nothing_to_follow(tmp_path):
    with pytest.raises(NothingToDecide, match="no run"):
        trace_sources((), str(tmp_path / "none"))
    for number in range(3):
        write_run(tmp_path / "few", number, 1.0)
    with pytest.raises(NothingToDecide, match="the longest has 3"):
        trace_sources((), str(tmp_path / "few"))
    with pytest.raises(StoreError, match="neither a run"):
        trace_sources(["nosuch"], str(tmp_path / "few"))


def test_a_file_is_a_history_and_all_files_complain_at_once(tmp_path):
    good, bad, worse = (tmp_path / name for name in ("good.csv", "bad.csv", "worse.csv"))
    rows = "".join(f"r{index},{value}\n" for index, value in enumerate([1.0, 1.01] * 10 + [1.3, 1.31] * 10))
    good.write_text("revision,value\n" + rows)
    bad.write_text("revision,value\na,b\n")
    worse.write_text("rev,value\na,1\n")
    (history,) = trace_sources([str(good)], "nowhere").histories
    assert [(change.index, change.verdict) for change in history.changes] == [(20, "slower")]
    (history,) = trace_sources([str(good)], "nowhere", Wanted(higher_is_better=True)).histories
    assert history.changes[0].verdict == "better"
    with pytest.raises(ConfigurationError) as raised:
        trace_sources([str(bad), str(good), str(worse), str(tmp_path / "missing.csv")], "nowhere")
    assert len(raised.value.complaints) == 3


def test_a_file_with_too_few_rows_decides_nothing(tmp_path):
    (tmp_path / "short.csv").write_text("revision,value\na,1\nb,2\n")
    with pytest.raises(NothingToDecide, match="2 revisions of one machine are too few"):
        trace_sources([str(tmp_path / "short.csv")], "nowhere")
