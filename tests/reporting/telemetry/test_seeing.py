"""A trial with all that is known of it."""

import pytest

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, RunHeader
from workbench.model.trial import FAILED, OK, Phase, TrialRecord
from workbench.reporting.queries import Problem
from workbench.reporting.telemetry.seeing import Seen, choices, seen
from workbench.store.writer import RunWriter

from .conftest import MACHINE

LONG = Case("w" * 300, workload_name="<b>\u202e" + "w" * 300)
QUICK = Case("quick")


@pytest.fixture
def run(tmp_path):
    reference = PluginReference("workload", "w", "m", "P")
    plan = Plan("p", tuple(PlannedCase(case, reference, reference) for case in (QUICK, LONG)), MeasureSettings())
    header = RunHeader("20261121T120000Z-p-0000", SCHEMA_VERSION, "0.1", 1.0, plan, MACHINE)
    idle = {"measure": {"cpu_tree.user_seconds": 0.02, "cpu_tree.system_seconds": 0.0, "host_cpu.others_seconds": 0.0}}
    with RunWriter.create(str(tmp_path), header) as writer:
        for launch, status in ((1, OK), (2, FAILED)):
            phases = (Phase("measure", 0.0, 2.0),)
            for case in (QUICK, LONG):
                trial_id = f"{case.id}-{launch:03d}"
                writer.append(
                    TrialRecord(trial_id, case.id, launch, status, 0.0, 2.0, (2.0,), phases=phases, phase_totals=idle)
                )
    return writer.folder


def test_cases_and_launches_to_choose_from(run):
    found = choices(run)
    first, second = found.cases
    assert list(found.cases[first]) == ["launch 1", "launch 2 · failed"]
    assert len(second) <= 120
    assert "\u202e" not in second
    assert found.case_ids[first] == QUICK.id


def test_a_launch_is_diagnosed_by_itself_and_with_its_case(run):
    found = seen(run, QUICK.id, f"{QUICK.id}-001")
    assert isinstance(found, Seen)
    assert [each.cause for each in found.diagnoses] == ["idle"]
    assert found.of_case[0].cause == "idle"
    assert found.recording is None
    assert seen(run, QUICK.id, f"{QUICK.id}-002").diagnoses == ()


def test_only_what_is_recorded_can_be_asked_for(run):
    mine = f"{QUICK.id}-001"
    for case_id, trial_id in ((QUICK.id, "../../../etc/passwd"), ("nobody", mine), (LONG.id, mine)):
        assert isinstance(seen(run, case_id, trial_id), Problem)
    assert isinstance(seen(run + "-gone", QUICK.id, "x"), Problem)
    assert isinstance(choices(run + "-gone"), Problem)
