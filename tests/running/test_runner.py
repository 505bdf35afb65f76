"""Real processes: every fate ends in a record, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from workbench.model.description import Question
from workbench.model.plan import PluginReference
from workbench.model.trial import FAILED, OK, OUT_OF_MEMORY, TIMEOUT
from workbench.running.descendants import descendants
from workbench.running.folders import sweep
from workbench.running.requests import describe_request, prepare_request
from workbench.running.runner import ChildFailed, LauncherDied, Runner


@pytest.fixture
def runner():
    before = descendants(os.getpid())
    with Runner() as runner:
        yield runner
    assert set(descendants(os.getpid())) <= set(before)


def test_a_good_trial_has_its_phases_in_order_and_its_facts(runner, make_spec):
    found = runner.run_trial(make_spec("Fine", parameters={"seconds": 0.05}, repeats=3, warmups=1))
    assert (found.status, found.reason) == (OK, None), found.stderr_tail
    assert [phase.name for phase in found.phases] == ["setup", "start", "warmup", *["measure"] * 3, "score", "stop"]
    starts = [phase.start_seconds for phase in found.phases]
    assert starts == sorted(starts)
    assert starts[0] > 0
    assert len(found.wall_seconds) == 3
    assert min(found.wall_seconds) >= 0.05
    assert found.score is not None
    assert (found.score.value, found.score.name) == (0.5, "accuracy")
    assert found.cpu is not None
    assert found.cpu.user_seconds > 0
    assert found.stderr_tail is None
    assert found.leftovers == ()


@pytest.mark.parametrize(
    ("attribute", "status", "reason"),
    [
        ("Raises", FAILED, "ValueError in measure: no such luck"),
        ("Exits", FAILED, "sys.exit was called in measure: 3"),
        ("ExitsBelow", FAILED, "ended with status 7 in measure"),
        ("Segfaults", FAILED, "ended by signal SIGSEGV in measure"),
        ("NotANumber", FAILED, "NotANumber in score: the accuracy of the result is nan"),
        ("TooLarge", OUT_OF_MEMORY, "MemoryError in measure: Unable to allocate 8 TiB"),
    ],
)
def test_a_bad_trial_is_an_outcome_with_its_reason(runner, make_spec, attribute, status, reason):
    found = runner.run_trial(make_spec(attribute))
    assert (found.status, found.reason) == (status, reason)


def test_a_traceback_ends_in_the_tail(runner, make_spec):
    tail = runner.run_trial(make_spec("Raises")).stderr_tail
    assert tail is not None
    assert "no such luck" in tail
    assert "fates.py" in tail


def test_the_next_trial_runs_after_a_bad_one(runner, make_spec):
    runner.run_trial(make_spec("Segfaults"))
    assert runner.run_trial(make_spec("Fine")).status == OK


def test_a_timeout_kills_and_is_recorded(runner, make_spec):
    found = runner.run_trial(make_spec("Hangs", timeout_seconds=0.5))
    assert (found.status, found.reason) == (TIMEOUT, "still running after 0.5 s")


def test_output_of_the_workload_is_not_taken_for_a_message(runner, make_spec):
    assert runner.run_trial(make_spec("Prints")).status == OK


def test_a_daemon_is_killed_and_named(runner, make_spec):
    found = runner.run_trial(make_spec("Daemon"))
    assert found.status == OK
    assert len(found.leftovers) == 1
    assert "time.sleep(600)" in found.leftovers[0]


def test_cpu_of_short_children_counts(runner, make_spec):
    found = runner.run_trial(make_spec("Burns"))
    assert found.cpu is not None
    assert found.cpu.user_seconds + found.cpu.system_seconds >= 0.45


def test_shared_memory_left_behind_is_removed_and_named(runner, make_spec):
    found = runner.run_trial(make_spec("LeavesSharedMemory"))
    assert len(found.leftovers) == 1
    assert not Path(found.leftovers[0]).exists()


def test_a_users_neighbour_file_can_be_imported(runner, make_spec):
    found = runner.run_trial(make_spec("Importer"))
    assert found.score is not None, found
    assert found.score.value == 4.0


def test_the_peak_of_one_process_is_known_from_both_ends(runner, make_spec):
    found = runner.run_trial(make_spec("Fine", parameters={"megabytes": 200, "seconds": 0.3}))
    assert found.memory is not None
    assert found.memory.high_bytes is not None
    assert 200 * 2**20 <= found.memory.low_bytes <= found.memory.high_bytes <= 260 * 2**20


def test_an_interrupt_kills_the_trial_and_the_runner_goes_on(make_spec, monkeypatch):
    # A shell that runs us in the background has interrupts ignored.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = descendants(os.getpid())
    with Runner() as runner:
        runner.run_trial(make_spec("Fine"))
        timer = threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            runner.run_trial(make_spec("Hangs"))
        assert runner.run_trial(make_spec("Fine")).status == OK
    signal.signal(signal.SIGINT, handler)
    assert set(descendants(os.getpid())) <= set(before)


def test_the_launcher_killed_ends_in_a_sentence_and_leaves_no_process(make_spec):
    before = descendants(os.getpid())
    with Runner() as runner:
        runner.run_trial(make_spec("Fine"))
        launcher = next(process for process in descendants(os.getpid()) if "running.launcher" in process.command)
        timer = threading.Timer(0.5, os.kill, (launcher.pid, signal.SIGKILL))
        timer.start()
        with pytest.raises(LauncherDied, match="what was recorded is safe"):
            runner.run_trial(make_spec("Hangs"))
    assert set(descendants(os.getpid())) <= set(before)


def test_a_flood_on_standard_output_is_kept_nowhere(runner, make_spec):
    found = runner.run_trial(make_spec("Floods"))
    assert found.status == FAILED
    assert found.stderr_tail is not None
    assert len(found.stderr_tail) <= 4000
    assert "the end" in found.stderr_tail


def test_a_phase_of_another_name_is_refused(runner, make_spec):
    found = runner.run_trial(make_spec("Phases"))
    assert found.status == FAILED
    assert found.reason is not None
    assert "'measure' is no phase inside measure" in found.reason
    assert found.wall_seconds == ()


def test_what_killed_runs_left_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("workbench.running.folders.LONGEST_PARENT", 1000)
    dead, alive = tmp_path / "wb-999999999-abc", tmp_path / f"wb-{os.getpid()}-abc"
    dead.mkdir()
    alive.mkdir()
    sweep()
    assert not dead.exists()
    assert alive.exists()


def test_the_sampler_killed_in_mid_trial_costs_its_figures_only(runner, make_spec):
    runner.run_trial(make_spec("Fine"))
    sampler = next(process for process in descendants(os.getpid()) if "telemetry.sampler" in process.command)
    timer = threading.Timer(0.3, os.kill, (sampler.pid, signal.SIGKILL))
    timer.start()
    found = runner.run_trial(make_spec("Fine", parameters={"seconds": 0.8}))
    assert found.status == OK
    assert found.sampler is not None
    assert "ended early" in found.sampler.unavailable["sampler"]
    again = runner.run_trial(make_spec("Fine", parameters={"seconds": 0.3}))
    assert again.sampler is not None
    assert again.sampler.ticks > 0


def test_the_runner_killed_leaves_no_process(make_spec):
    pid = os.fork()
    if pid == 0:
        with Runner() as runner:
            runner.run_trial(make_spec("Hangs"))
        os._exit(0)
    deadline = time.monotonic() + 30
    below: set[int] = set()
    while len(below) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
        below = {process.pid for process in descendants(pid)}
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(below) >= 3
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


def test_temporary_folders_are_removed(make_spec, monkeypatch):
    with tempfile.TemporaryDirectory(dir="/tmp") as own:
        monkeypatch.setattr("tempfile.tempdir", own)
        with Runner() as runner:
            runner.run_trial(make_spec("Fine"))
            assert os.listdir(own)
        assert os.listdir(own) == []


def test_plugins_describe_themselves(runner, user_file):
    questions = [
        Question(PluginReference("workload", "fine", "fates", "Fine", str(user_file)), {"seconds": 0.5}),
        Question(PluginReference("workload", "nothing", "fates", "Nothing", str(user_file))),
        Question(PluginReference("backend", "fine", "fates", "Fine", str(user_file))),
    ]
    fine, missing, wrong = runner.ask(describe_request(questions), [question.reference for question in questions])[
        "answers"
    ]
    assert fine["parameters"] == {"seconds": 0.0, "megabytes": 0}
    assert len(fine["key"]) == 64
    assert "has no 'Nothing'" in missing["error"]
    assert "not a workbench.contracts.Backend" in wrong["error"]


def test_a_request_that_fails_says_why(runner, user_file):
    reference = PluginReference("workload", "fine", "fates", "Missing", str(user_file))
    with pytest.raises(ChildFailed, match=r"AttributeError: .*has no 'Missing'"):
        runner.ask(prepare_request(reference, {}, "/nonexistent"), [reference])


def test_switches_and_the_largest_process_come_from_the_kernels_accounting(runner, make_spec):
    found = runner.run_trial(make_spec("Fine", parameters={"megabytes": 100, "seconds": 0.1}))
    assert found.cpu is not None
    assert found.cpu.voluntary_switches
    assert found.cpu.involuntary_switches is not None
    assert found.largest_process_bytes is not None
    assert found.largest_process_bytes > 100e6
