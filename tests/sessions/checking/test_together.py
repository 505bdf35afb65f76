"""What all launches tell together, on runs with a known serial fraction."""

from __future__ import annotations

import random

import pytest

from workbench.model.case import Case, Resources
from workbench.model.gate import FAILED, PASSED, UNDECIDED, GateRule
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import OK, TrialRecord
from workbench.sessions.checking import together
from workbench.sessions.checking.cases import CheckedLaunches, Rules
from workbench.store.reader import RunRows

WORKERS = (1, 2, 4, 8)
METRICS = ("serial_fraction", "efficiency")
MACHINE = Machine("m", "Linux", "6", "cpu", 8, 8, 2**30)
WORKLOAD = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")


def plan():
    cases = [Case("waiting", resources=Resources(workers=count)) for count in WORKERS]
    return Plan("scaling", tuple(PlannedCase(case, WORKLOAD, WORKLOAD) for case in cases))


class Runs:
    """Both sides' runs, `launches` of each case so far, by their serial fractions."""

    def __init__(self, base, head, afterwards=None):
        self.fractions = {"base": base, "head": head}
        self.afterwards = head if afterwards is None else afterwards
        self.trials = {"base": [], "head": []}
        self.random = random.Random(1)

    def launch(self, ids=None, times=6):
        for _ in range(times):
            for planned in plan().cases:
                if ids is None or planned.case.id in ids:
                    for side in self.trials:
                        self.trials[side].append(self.trial(side, planned.case))

    def trial(self, side, case):
        serial, number = self.fractions[side], 1 + sum(each.case_id == case.id for each in self.trials[side])
        seconds = (serial + (1 - serial) / case.resources.workers) * self.random.gauss(1.0, 0.004)
        return TrialRecord(f"{case.id}-{number:03d}", case.id, number, OK, 1.0, seconds, (seconds,))

    def read(self, side):
        header = RunHeader(side, SCHEMA_VERSION, "0", 1.0, plan(), MACHINE)
        return RunRows(header, tuple(self.trials[side]), side)

    def confirm(self, ids):
        self.fractions["head"] = self.afterwards
        self.launch(ids, 4)


@pytest.fixture
def rows(monkeypatch):
    def call(runs):
        monkeypatch.setattr(together, "read_rows", runs.read)
        runs.launch()
        cases = [CheckedLaunches(each, plan(), Rules(GateRule(), (), 1), [None] * 6) for each in plan().cases]
        return together.rows_together(together.Folders("base", "head"), cases, METRICS, GateRule(), runs.confirm)

    return call


def test_a_larger_serial_fraction_fails_once_fresh_launches_show_it_again(rows):
    found = rows(Runs(base=0.05, head=0.3))
    assert {row.metric.name for row in found} == set(METRICS)
    assert all(row.outcome == FAILED for row in found)
    assert all(row.confirmed for row in found)
    assert all(row.confirming_pairs > 0 for row in found)


def test_what_fresh_launches_do_not_repeat_is_undecided(rows):
    found = rows(Runs(base=0.05, head=0.3, afterwards=0.05))
    assert all(row.outcome == UNDECIDED for row in found)
    assert all(row.reason == "fresh launches did not repeat it" for row in found)


def test_the_same_scaling_never_fails(rows):
    runs = Runs(base=0.1, head=0.1)
    found = rows(runs)
    assert {row.outcome for row in found} <= {PASSED, UNDECIDED}
    assert len(runs.trials["head"]) == 6 * len(WORKERS)


def test_a_metric_that_nothing_tells_is_named():
    (finding,) = together.untold_metrics(("time", "efficiency"), ())
    assert "efficiency" in finding.message
    assert "several worker counts" in finding.message
