"""Real limits on real trials, where this user may make control groups."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from workbench.model.trial import OK, OUT_OF_MEMORY, SKIPPED
from workbench.running.descendants import descendants
from workbench.running.limits import applying, scope
from workbench.running.limits.control import CannotLimit
from workbench.running.limits.hierarchies import Found, highest_writable
from workbench.running.runner import Runner

LIMIT_BYTES = 200_000_000
CPUS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


@pytest.fixture
def runner():
    before = descendants(os.getpid())
    with Runner() as runner:
        yield runner
    assert groups_of(os.getpid()) == []
    assert set(descendants(os.getpid())) <= set(before)


def groups_of(pid):
    walks = (os.walk(top) for top in highest_writable())
    return [folder for walk in walks for folder, _, _ in walk if f"workbench-{pid}-" in folder]


@pytest.mark.parametrize(
    ("attribute", "backend", "workers"),
    [("Eats", None, 1), ("Swallows", None, 1), ("Pool", None, 1), ("Workers", "loky", 2)],
    ids=["the main process", "a child nobody minds", "a pool that then hangs", "a worker of loky"],
)
def test_out_of_memory_is_told_whatever_the_trial_makes_of_it(
    real_groups, runner, limited_spec, attribute, backend, workers
):
    spec = limited_spec(attribute, backend, workers=workers, memory_limit_bytes=LIMIT_BYTES)
    found = runner.run_trial(spec)
    assert found.status == OUT_OF_MEMORY, (found.reason, found.stderr_tail)
    assert found.reason.startswith("over its memory limit of 200 MB: the kernel killed")
    assert found.limits.oom_kills >= 1
    assert found.limits.peak_bytes <= LIMIT_BYTES
    assert runner.run_trial(limited_spec("Nibbles", memory_limit_bytes=LIMIT_BYTES)).status == OK


def test_below_its_limit_a_trial_is_fine_and_its_peak_is_known(real_groups, runner, limited_spec):
    found = runner.run_trial(limited_spec("Nibbles", memory_limit_bytes=LIMIT_BYTES))
    assert (found.status, found.limits.oom_kills) == (OK, 0)
    assert 10 << 20 <= (found.limits.peak_bytes or LIMIT_BYTES) <= LIMIT_BYTES


def test_a_trial_with_less_cpu_is_held_back_from_its_first_instruction(real_groups, runner, limited_spec):
    found = runner.run_trial(limited_spec("Burns", cpu_limit_cores=0.2))
    assert found.status == OK
    used = found.cpu.user_seconds + found.cpu.system_seconds
    assert found.limits.throttled_periods > 0
    # Start-up counts: over the whole launch it had its fifth, what one period gives at its ends, and what the kernel
    # overdraws where it looks at each of its ticks only.
    assert used <= 0.3 * found.elapsed_seconds + 0.1


@pytest.mark.parametrize("backend", ["loky", "multiprocessing"])
def test_every_worker_has_a_group_and_a_cpu_of_its_own(real_groups, runner, limited_spec, backend):
    share = 0.9 / -(-3 // CPUS)
    spec = limited_spec("Where", backend, workers=2, cpu_limit_per_worker_cores=round(share, 2))
    found = runner.run_trial(spec)
    assert found.status == OK, (found.reason, found.stderr_tail)
    assert found.score.value == 2
    assert found.limits.groups == 3


def test_without_workers_the_main_process_keeps_to_its_share(real_groups, runner, limited_spec):
    found = runner.run_trial(limited_spec("Burns", "serial", cpu_limit_per_worker_cores=0.2))
    assert found.status == OK, (found.reason, found.stderr_tail)
    assert found.wall_seconds[0] >= 0.45 / 0.2 * 0.8


def test_what_can_not_be_limited_is_skipped_with_the_reason(runner, limited_spec):
    found = runner.run_trial(limited_spec("Nibbles", cpu_set="8000"))
    assert found.status == SKIPPED
    assert "cpu_set names the CPUs 8000" in found.reason


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux has limits")
def test_a_service_manager_that_refuses_costs_no_trial(runner, limited_spec, monkeypatch):
    """The launcher is started under another command, and again without it."""

    def refuse(start_in, proc):
        start_in(["env"])
        raise CannotLimit("no scope")

    monkeypatch.setattr(scope, "is_possible", lambda environment: True)
    monkeypatch.setattr(scope, "open_scope", refuse)
    monkeypatch.setattr(applying, "find_hierarchies", lambda *_: Found({}, {"cpu": "no groups in this test"}))
    found = runner.run_trial(limited_spec("Nibbles", cpu_limit_cores=1.0))
    assert (found.status, found.limits.mechanism) == (OK, "affinity")
    assert runner.run_trial(limited_spec("Nibbles")).limits is None


def test_the_runner_killed_leaves_no_group_once_the_next_has_begun(real_groups, limited_spec):
    pid = os.fork()
    if pid == 0:
        with Runner() as killed:
            killed.run_trial(limited_spec("Hangs", memory_limit_bytes=LIMIT_BYTES))
        os._exit(0)
    deadline = time.monotonic() + 30
    while not (groups_of(pid) and len(descendants(pid)) >= 3) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert groups_of(pid)
    below = descendants(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while any(Path(f"/proc/{process.pid}").exists() for process in below) and time.monotonic() < deadline:
        time.sleep(0.05)
    with Runner():
        pass
    assert groups_of(pid) == []
