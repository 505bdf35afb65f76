import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from workbench.contracts import Place
from workbench.probes.throttling import Throttling

SPIN = """
import os, sys, time
with open(%r, "wb", buffering=0) as file:
    file.write(b"%%d" %% os.getpid())
print("up", flush=True)
end = time.process_time() + 0.15
while time.process_time() < end:
    pass
print("done", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def tenth_of_a_cpu():
    """A control group of 10 ms in every 100, of whichever version; removed when the test ends."""
    name = "workbench-test-%d" % os.getpid()
    for root, limits in (
        ("/sys/fs/cgroup", {"cpu.max": "10000 100000"}),
        ("/sys/fs/cgroup/cpu", {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "10000"}),
    ):
        group = Path(root) / name
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for limit, value in limits.items():
                with open(group / limit, "r+b", buffering=0) as file:
                    file.write(value.encode())
        except OSError:
            group.rmdir()
            continue
        yield group
        deadline = time.monotonic() + 30
        while group.exists() and time.monotonic() < deadline:
            with contextlib.suppress(OSError):  # busy while its last process is being buried
                group.rmdir()
            time.sleep(0.02)
        return
    pytest.skip("no control group may be made here")


def rose(machine, tree):
    probe = Throttling(machine.place)
    assert probe.unreadable() is None
    first = probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    assert set(first.values()) == {0}
    assert probe.totals() == last
    return last


def test_version_1_counts_in_nanoseconds(moments, tree):
    expected = {"periods": 20, "throttled_periods": 20, "throttled_seconds": 3.117199859}
    assert rose(moments("limited-v1", "cpu/trial"), tree) == pytest.approx(expected)


def test_version_2_counts_in_microseconds_and_groups_are_summed(moments, tree):
    groups = ["user.slice/trial" + part for part in ("", "/worker-1", "/worker-2")]
    expected = {"periods": 60, "throttled_periods": 20, "throttled_seconds": 1.0}
    assert rose(moments("limited-v2", *groups), tree) == pytest.approx(expected)


def test_a_group_that_counts_no_periods_beside_one_that_does(moments, tree):
    machine = moments("limited-v2", "user.slice/unlimited", "user.slice/trial/worker-1")
    assert rose(machine, tree)["periods"] == 20


def test_a_group_that_was_removed_keeps_its_last_reading(moments, tree):
    machine = moments("limited-v2", "user.slice/trial/worker-1", "user.slice/trial/worker-2")
    probe = Throttling(machine.place)
    assert probe.sample(tree(), 0.0)["periods"] == 0
    machine.go_on()
    assert probe.sample(tree(), 1.0)["periods"] == 40
    probe.close()  # its descriptors, so that the next reading opens the files anew
    shutil.rmtree(machine.place.groups[0])
    assert probe.sample(tree(), 2.0)["periods"] == 40
    probe.close()


@pytest.mark.parametrize(
    ("folder", "limit", "quota"), [("", "cpu.max", "50000 100000\n"), ("cpu,cpuacct", "cpu.cfs_quota_us", "50000\n")]
)
def test_without_a_limit_of_the_case_it_is_the_containers(moments, tree, folder, limit, quota):
    machine = moments("limited-v2", "user.slice/unlimited")
    here = Path(machine.place.sys) / "fs/cgroup" / folder
    here.mkdir(exist_ok=True)
    (here / limit).write_text(quota)
    (here / "cpu.stat").write_text("nr_periods 5\nnr_throttled 1\nthrottled_usec 10\n")
    probe = Throttling(machine.place)
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    (here / "cpu.stat").write_text("nr_periods 9\nnr_throttled 3\nthrottled_usec 500010\n")
    last = probe.sample(tree(), 1.0)
    probe.close()
    assert last == pytest.approx({"periods": 4, "throttled_periods": 2, "throttled_seconds": 0.5})


def test_a_container_without_a_quota_is_no_limit(moments):
    machine = moments("limited-v2")
    root = Path(machine.place.sys) / "fs/cgroup"
    (root / "cpu.max").write_text("max 100000\n")
    (root / "cpu").mkdir()
    (root / "cpu/cpu.cfs_quota_us").write_text("-1\n")
    (root / "cpu.stat").write_text("nr_periods 5\nnr_throttled 1\nthrottled_usec 10\n")
    assert Throttling(machine.place).unreadable() == "the case has no CPU limit"


def test_why_it_cannot_be_read(moments):
    assert Throttling(Place(sys="/nowhere")).unreadable() == "the case has no CPU limit"
    without = Throttling(moments("limited-v2", "user.slice/unlimited").place)
    assert "counts periods" in without.unreadable()
    without.close()


def test_a_process_that_wants_more_than_its_quota_is_throttled(tenth_of_a_cpu, live, tree):
    probe = Throttling(Place(groups=(str(tenth_of_a_cpu),)))
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    watched = live(SPIN % str(tenth_of_a_cpu / "cgroup.procs"))
    assert watched.process.stdout.readline() == "done\n"
    sample = probe.sample(tree(), 1.0)
    probe.close()
    os.killpg(watched.process.pid, signal.SIGKILL)
    watched.process.wait()
    assert sample["throttled_periods"] >= 8
    assert sample["throttled_seconds"] > 0.4
