import os
import time
from types import SimpleNamespace

import psutil
import pytest

from workbench.contracts import Place
from workbench.probes.host_disk import HostDisk


def watched(machine, tree):
    probe = HostDisk(machine.place)
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    return last, probe.totals()


def test_each_byte_counts_once_and_each_disk_is_told_apart(moments, tree):
    """The encrypted disk on top of a partition, and the partition, repeat what their disk does."""
    sample, totals = watched(moments("limited-v2"), tree)
    assert sample == pytest.approx(
        {
            "read_bytes": 10240 * 512,
            "written_bytes": 20480 * 512,
            "reads": 40,
            "writes": 60,
            "busy_seconds[nvme0n1]": 0.5,
            "busy_seconds[sda]": 0.0,
            "await_seconds[nvme0n1]": 0.001,
            "utilization_ratio[nvme0n1]": 0.25,
            "utilization_ratio[sda]": 0.0,
        }
    )
    assert totals == pytest.approx({"disk_utilization_ratio": 0.25})


def test_the_recorded_guest(moments, tree):
    sample, totals = watched(moments("limited-v1"), tree)
    assert sample["written_bytes"] == (14531688 - 14459160) * 512
    assert sample["await_seconds[vda]"] == pytest.approx(0.046 / 122)
    assert totals["disk_utilization_ratio"] == pytest.approx(0.012)


def test_a_short_watch_has_no_ratios(moments, tree):
    probe = HostDisk(moments("limited-v2").place)
    probe.unreadable()
    probe.sample(tree(), 0.0)
    assert "utilization_ratio[sda]" not in probe.sample(tree(), 0.2)
    probe.close()
    assert probe.totals() == {"disk_utilization_ratio": None}


def test_why_it_cannot_be_read(tmp_path):
    (tmp_path / "stat").touch()
    assert "/proc/diskstats" in HostDisk(Place(str(tmp_path))).unreadable()
    (tmp_path / "diskstats").touch()
    assert "no disk" in HostDisk(Place(str(tmp_path))).unreadable()


def test_without_proc_it_comes_through_psutil(tmp_path, tree, monkeypatch):
    """As macOS tells it: without the time that the disk was busy."""
    figures = iter([(0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0), (2, 2, 10, 20, 6, 2)])
    names = ("read_count", "write_count", "read_bytes", "write_bytes", "read_time", "write_time")

    def counters(perdisk):
        assert perdisk
        return {"disk0": SimpleNamespace(**dict(zip(names, next(figures), strict=True)))}

    monkeypatch.setattr(psutil, "disk_io_counters", counters)
    probe = HostDisk(Place(str(tmp_path), str(tmp_path)))
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    sample = probe.sample(tree(), 1.0)
    assert sample == {"read_bytes": 10, "written_bytes": 20, "reads": 2, "writes": 2, "await_seconds[disk0]": 0.002}
    assert probe.totals() == {"disk_utilization_ratio": None}


def test_bytes_synced_to_a_disk_are_in_it(tree, tmp_path):
    probe = HostDisk(Place())
    reason = probe.unreadable()
    if reason is not None:
        pytest.skip(reason)
    with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
        device = os.stat(tmp_path).st_dev
        if not any(" %d:%d " % (os.major(device), os.minor(device)) in line and " /dev/" in line for line in mounts):
            pytest.skip("%s is on no disk" % tmp_path)
    probe.sample(tree(), time.monotonic())
    with open(tmp_path / "file", "wb", buffering=0) as file:
        for _ in range(20):
            file.write(os.urandom(1 << 20))
        os.fsync(file.fileno())
    after = probe.sample(tree(), time.monotonic())
    probe.close()
    assert after["written_bytes"] >= 19 << 20
    assert after["writes"] > 0
