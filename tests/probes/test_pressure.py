import errno
import hashlib
import os
import threading
import time

import pytest

from workbench.contracts import Place
from workbench.probes.pressure import Pressure
from workbench.telemetry.kernel.keptfile import KeptFile


def rose(machine, tree):
    probe = Pressure(machine.place)
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    return last


def test_the_machines_and_the_outermost_groups(moments, tree):
    groups = ["user.slice/trial/worker-1", "user.slice/trial", "user.slice/trial/worker-2"]
    assert rose(moments("limited-v2", *groups), tree) == pytest.approx(
        {
            "cpu_some_seconds": 1.5,
            "memory_some_seconds": 0.4,
            "memory_full_seconds": 0.25,
            "io_some_seconds": 0.09,
            "io_full_seconds": 0.07,
            "cpu_some_seconds[group]": 0.7,
            "memory_some_seconds[group]": 0.001,
            "memory_full_seconds[group]": 0.0005,
            "io_some_seconds[group]": 0.03,
            "io_full_seconds[group]": 0.02,
        }
    )


def test_of_groups_side_by_side_the_one_that_stood_still_longest(moments, tree):
    sample = rose(moments("limited-v2", "user.slice/trial/worker-2", "user.slice/trial/worker-1"), tree)
    assert sample["cpu_some_seconds[group]"] == pytest.approx(1.4)


def test_a_group_of_version_1_has_none(moments, tree):
    sample = rose(moments("limited-v1", "cpu/trial"), tree)
    assert set(sample) == set(Pressure.series)
    assert sample["cpu_some_seconds"] > 0


def test_a_group_that_was_removed_keeps_its_last_reading(moments, tree):
    machine = moments("limited-v2", "user.slice/trial")
    probe = Pressure(machine.place)
    probe.sample(tree(), 0.0)
    machine.go_on()
    before = probe.sample(tree(), 1.0)
    probe.close()
    os.unlink(machine.place.groups[0] + "/io.pressure")
    assert probe.sample(tree(), 2.0) == before
    probe.close()


def test_why_it_cannot_be_read(moments, tmp_path, monkeypatch):
    assert "CONFIG_PSI" in Pressure(Place(str(tmp_path))).unreadable()

    def refuse(file):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(KeptFile, "read", refuse)
    assert "psi=1" in Pressure(moments("limited-v1").place).unreadable()


def test_more_work_than_cpus_stands_still_for_want_of_them(tree):
    probe = Pressure(Place())
    reason = probe.unreadable()
    if reason is not None:
        pytest.skip(reason)

    def spin():
        block, end = bytes(1 << 20), time.thread_time() + 0.2
        while time.thread_time() < end:
            hashlib.sha256(block).digest()

    threads = [threading.Thread(target=spin) for _ in range(3 * (os.cpu_count() or 1))]
    probe.sample(tree(), 0.0)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The kernel adds up every two seconds, and whenever somebody asks.
    sample = probe.sample(tree(), 1.0)
    probe.close()
    assert sample["cpu_some_seconds"] > 0.2
