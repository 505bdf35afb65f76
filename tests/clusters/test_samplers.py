"""Real samplers, started for nodes that are all this machine."""

from __future__ import annotations

import glob
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zlib

import pytest

from workbench.telemetry import node_service
from workbench.telemetry.point_file import read_points

BURN = "import time; end = time.process_time() + 60\nwhile time.process_time() < end: pass"
ORDER = {"trial_id": "t-001", "interval_seconds": 0.05, "most_seconds": 60.0}


@pytest.fixture
def worker():
    started = []

    def start():
        started.append(subprocess.Popen([sys.executable, "-c", BURN]))
        return started[-1].pid

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def nothing_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert glob.glob(str(tmp_path / (node_service.PREFIX + "*"))) == []


def watched_by(folder):
    with open(os.path.join(folder, "ready.json"), encoding="utf-8") as file:
        return json.load(file)["pid"]


def folders(tmp_path):
    return sorted(glob.glob(str(tmp_path / (node_service.PREFIX + "*"))))


def test_every_node_is_watched_and_told_apart(fake, worker, tmp_path):
    cluster = fake({"a": 100.0, "b": 0.0})
    cluster.watch([("a", worker()), ("b", worker()), ("b", worker())], ORDER)
    pids = [watched_by(folder) for folder in folders(tmp_path)]
    time.sleep(1.0)
    told = {each["node"]: each for each in cluster.end_watch(str(tmp_path))}
    assert not any(map(alive, pids))
    assert [told[node]["lost"] for node in "ab"] == [None, None]
    # The nodes burn CPU time from before they are watched: what was used then is not theirs.
    for node, most_workers in (("a", 1), ("b", 2)):
        seconds = told[node]["summary"]["totals"]["cpu_sampled_seconds"]
        assert 0.0 < seconds < most_workers * 20.0
        assert told[node]["summary"]["memory"]["low_bytes"] > 1_000_000
    assert abs(told["a"]["offset"][0] - 100.0) <= told["a"]["offset"][1]
    assert "network" not in told["a"]
    assert "shares its network interfaces" in told["a"]["network_unavailable"]
    rows = points(tmp_path, told["b"])
    assert {row[1] for row in rows} >= {"cpu_tree", "memory_resident", "host_cpu"}


def test_what_a_worker_held_before_is_not_this_trials_peak(fake, tmp_path):
    large = "held = bytearray(200_000_000); del held; print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", large], **pipes) as process:
        process.stdout.readline()
        cluster = fake({"a": 0.0})
        cluster.watch([("a", process.pid)], ORDER)
        time.sleep(0.3)
        (told,) = cluster.end_watch(str(tmp_path))
        process.communicate(b"\n")
    assert 1_000_000 < told["summary"]["memory"]["low_bytes"] < 100_000_000


def test_a_sampler_that_was_killed_costs_its_summary_and_leaves_its_points(fake, worker, tmp_path):
    cluster = fake({"a": 0.0, "b": 0.0})
    cluster.watch([("a", worker()), ("b", worker())], ORDER)
    time.sleep(1.5)
    os.kill(watched_by(cluster._samplers._folders["a"]), signal.SIGKILL)
    told = {each["node"]: each for each in cluster.end_watch(str(tmp_path))}
    assert "its sampler ended early" in told["a"]["lost"]
    assert told["a"]["summary"] is None
    assert points(tmp_path, told["a"])
    assert told["b"]["lost"] is None


def test_a_node_that_is_gone_at_the_end_is_told(fake, worker, tmp_path):
    cluster = fake({"a": 0.0, "b": 0.0})
    cluster.watch([("a", worker()), ("b", worker())], {**ORDER, "most_seconds": 2.0})
    cluster.down.add("a")
    told = {each["node"]: each for each in cluster.end_watch(str(tmp_path))}
    assert "no route to a" in told["a"]["lost"]
    assert "points" not in told["a"]
    assert told["b"]["lost"] is None
    (folder,) = folders(tmp_path)
    until(lambda: os.path.exists(os.path.join(folder, "summary.json")))
    assert node_service.collect(folder, True)["summary"] is not None


def test_it_ends_by_itself_when_nobody_is_left_to_watch(fake, worker, tmp_path):
    cluster = fake({"a": 0.0})
    pid = worker()
    cluster.watch([("a", pid)], ORDER)
    (folder,) = folders(tmp_path)
    sampler = watched_by(folder)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    until(lambda: not alive(sampler))
    assert cluster.end_watch(str(tmp_path))[0]["lost"] is None


def test_a_folder_that_is_not_a_samplers_is_left_alone(tmp_path):
    with pytest.raises(ValueError, match="no folder of a node's sampler"):
        node_service.collect(str(tmp_path), True)
    assert os.path.isdir(tmp_path)


def points(folder, told):
    with open(os.path.join(folder, told["points"]), "rb") as file:
        return list(read_points(zlib.decompress(file.read())).rows())


def alive(pid):
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except FileNotFoundError:
        return False


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
