from dataclasses import replace

import pytest

from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak
from workbench.reporting.assembly import build_report
from workbench.reporting.further_workers import held


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, ""),
        (Estimate(50e6, kind="point", count=1), ""),
        (
            Estimate(62.2e6, 60.7e6, 63.8e6, "interval", 0.95, 4),
            "Each further worker holds 62.2 MB [60.7, 63.8] of memory.",
        ),
        (
            Estimate(62.2e6, 60.7e6, 63.8e6, "range", None, 2),
            "Each further worker holds 62.2 MB (60.7–63.8) of memory.",
        ),
        (
            Estimate(2e6, -1e6, 5e6, "interval", 0.95, 4),
            "That further workers hold memory of their own can't be told: it is at most 5.00 MB each.",
        ),
        (Estimate(-2e6, -3e6, -1e6, "interval", 0.95, 4), "Further workers hold no memory of their own."),
    ],
)
def test_no_more_is_said_than_is_known(found, said):
    assert held(found) == said


def test_it_stands_in_the_report_of_a_series(run):
    def heavier(trial):
        case = next(planned.case for planned in run.header.plan.cases if planned.case.id == trial.case_id)
        workers = case.resources.workers
        memory = MemoryPeak(100_000_000 + 20_000_000 * workers, "pss_sampled")
        return replace(trial, memory=memory, tree_peak_processes=1 + workers)

    (section,) = build_report(replace(run, trials=tuple(map(heavier, run.trials)))).scaling
    assert "Each further worker holds 20.0 MB" in section.sentence
    assert section.memory_per_worker_bytes.value == 20e6
