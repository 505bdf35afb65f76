"""What the processes told becomes a record: every way a launch can end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import FAILED, OK, OUT_OF_MEMORY, TIMEOUT, AppliedLimits
from workbench.running.records import Told, record

REFERENCE = PluginReference("workload", "w", "m", "a")
SPEC = TrialSpec("x-001", 1, PlannedCase(Case("w"), REFERENCE, REFERENCE), MeasureSettings(timeout_seconds=5))


def exited(status: int) -> dict:
    return {
        "type": "exited",
        "status": status,
        "at": 12.5,
        "user_seconds": 1.0,
        "system_seconds": 0.5,
        "stderr_tail": "Traceback\nValueError: no\n",
        "leftovers": [],
    }


def told(*messages: dict, **known: object) -> Told:
    heard = Told(launched_at=10.0, started_at=1.7e9, **known)
    for message in messages:
        heard.hear(message)
    return heard


def test_a_good_end_keeps_the_phases_relative_to_the_launch_and_no_stderr():
    found = record(
        SPEC,
        told(
            {"type": "phase", "name": "setup", "start": 10.1, "end": 10.2},
            {"type": "phase", "name": "measure", "start": 10.5, "end": 11.5},
            {"type": "phase", "name": "measure", "start": 11.5, "end": 12.0},
            {"type": "done"},
            exited(0),
        ),
    )
    assert found.status == OK
    assert found.wall_seconds == (1.0, 0.5)
    assert found.phases[0].start_seconds == pytest.approx(0.1)
    assert found.elapsed_seconds == pytest.approx(2.5)
    assert found.stderr_tail is None


def failure(reason: str, status: str = FAILED) -> dict:
    return {"type": "failure", "status": status, "reason": reason}


@pytest.mark.parametrize(
    ("heard", "status", "reason"),
    [
        (told(failure("ValueError in measure: no"), exited(1)), FAILED, "ValueError in measure: no"),
        (told(failure("MemoryError", OUT_OF_MEMORY), exited(1)), OUT_OF_MEMORY, "MemoryError"),
        (told(exited(-11), running="measure"), FAILED, "ended by signal SIGSEGV in measure"),
        (told(exited(-9), running="measure"), FAILED, "ended by signal SIGKILL in measure"),
        (told(exited(-9), oom_kills=1), OUT_OF_MEMORY, "killed by the kernel for want of memory"),
        (told(exited(-9), timed_out=True), TIMEOUT, "still running after 5 s"),
        (told({"type": "refused", "reason": "python9 could not be started"}), FAILED, "python9 could not be started"),
        (told({"type": "done"}, exited(3), running="stop"), FAILED, "ended with status 3 in stop"),
    ],
)
def test_every_other_end_has_its_status_and_reason(heard, status, reason):
    found = record(SPEC, heard)
    assert (found.status, found.reason) == (status, reason)


def test_a_kernel_kill_elsewhere_does_not_excuse_a_plain_failure():
    heard = told(failure("ValueError in measure: no"), exited(1), oom_kills=2)
    assert record(SPEC, heard).status == FAILED


def test_a_workers_death_beside_a_kernel_kill_is_out_of_memory():
    heard = told(failure("TerminatedWorkerError in measure: …"), exited(1), oom_kills=1)
    assert record(SPEC, heard).status == OUT_OF_MEMORY


def test_what_a_failed_trial_wrote_is_kept():
    assert record(SPEC, told(failure("no"), exited(1))).stderr_tail == "Traceback\nValueError: no"


def test_a_lost_sampler_is_told():
    health = record(SPEC, told({"type": "done"}, exited(0), sampler_lost="it died")).sampler
    assert health is not None
    assert health.unavailable == {"sampler": "it died"}


@pytest.mark.parametrize(
    "heard",
    [
        told({"type": "done"}, exited(0)),
        told(failure("TerminatedWorkerError in measure: gone"), exited(1)),
        told(exited(-9), timed_out=True),
        told(exited(3)),
    ],
    ids=["it swallowed the death", "it failed", "it hung", "it left without a word"],
)
def test_the_count_of_a_trials_own_groups_decides_however_it_ended(heard):
    heard.limits = AppliedLimits("cgroup_v2", groups=1, oom_kills=2)
    spec = replace(SPEC, planned=replace(SPEC.planned, case=Case("w", resources=Resources(memory_limit_bytes=10**9))))
    found = record(spec, heard)
    assert (found.status, found.limits) == (OUT_OF_MEMORY, heard.limits)
    assert found.reason == "over its memory limit of 1 GB: the kernel killed 2 processes of it"


def test_limits_that_killed_nobody_change_nothing():
    heard = told({"type": "done"}, exited(0))
    heard.limits = AppliedLimits("cgroup_v1", groups=1, oom_kills=0)
    assert record(SPEC, heard).status == OK


def test_what_the_calls_told_is_kept_call_by_call():
    facts = {"type": "facts", "score": None, "versions": {}, "figures": {"steps": [3, 4]}}
    assert record(SPEC, told(facts, {"type": "done"}, exited(0))).figures == {"steps": (3, 4)}
