"""The trial that is running."""

import os
import time

import pytest

from workbench.reporting.live.trial_now import trial_now

pytest.importorskip("pyarrow")

POINTS = (
    (0.0, "memory_resident", "resident_bytes", 5e6),
    (2.0, "memory_resident", "resident_bytes", 9e6),
    (0.0, "cpu_tree", "user_seconds", 0.0),
    (1.0, "cpu_tree", "user_seconds", 0.5),
    (2.0, "cpu_tree", "user_seconds", 2.0),
    (0.0, "cpu_tree", "system_seconds", 0.0),
    (2.0, "cpu_tree", "system_seconds", 0.0),
)


def test_memory_and_cores_now(going):
    run = going()
    run.observe(0, 1, *POINTS)
    found = trial_now(run.folder, set())
    assert found.memory_bytes == 9e6
    assert found.cpu_cores == pytest.approx(1.5)
    assert found.elapsed_seconds >= 2.0


def test_shared_pages_count_once_where_that_is_known(going):
    run = going()
    run.observe(0, 1, *POINTS, (1.5, "memory_proportional", "proportional_bytes", 4e6))
    assert trial_now(run.folder, set()).memory_bytes == 4e6


def test_streams_of_trials_that_have_ended_are_not_it(going):
    run = going()
    run.observe(0, 1, *POINTS)
    (name,) = os.listdir(run.folder + "/telemetry")
    assert trial_now(run.folder, {name.removesuffix(".arrows")}) is None


def test_a_sampler_that_writes_nothing_any_more_is_told_by_how_long(going):
    run = going()
    run.observe(0, 1, *POINTS)
    (name,) = os.listdir(run.folder + "/telemetry")
    old = time.time() - 60
    os.utime(os.path.join(run.folder, "telemetry", name), (old, old))
    assert trial_now(run.folder, set()).silent_seconds == pytest.approx(60, abs=30)


def test_a_run_without_telemetry_has_none(tmp_path):
    assert trial_now(str(tmp_path), set()) is None
