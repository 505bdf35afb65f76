"""Every ceiling test run for real, once: figures that can be, units that are base units, and nothing left behind."""

import math
import os

import psutil
import pytest

from workbench.contracts import CannotMeasure
from workbench.model.ceiling import Unknown
from workbench.registry import catalogue, load

NAMES = {
    "dense_matrices": {"dgemm_one_core", "dgemm_all_cores", "sgemm_one_core", "sgemm_all_cores"},
    "memory_bandwidth": {"memory_bandwidth_one_core", "memory_bandwidth_all_cores"},
    "caches": {"cache_size_l1d", "cache_size_l2", "cache_size_l3"},
    "cores": {"physical_cores", "threads_per_core"},
    "disk": {"disk_sequential_write", "disk_sequential_read", "disk_fdatasync"},
    "loopback": {"loopback_bandwidth", "loopback_round_trip"},
    "processes": {"process_start", "fork", "ipc_round_trip"},
    "timer": {"timer_resolution"},
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_it_finds_each_of_its_limits_or_says_why_not(name, tmp_path):
    before = set(psutil.Process().children(recursive=True))
    found = load(catalogue("ceiling")[name])().measure(str(tmp_path))
    assert {limit.name for limit in found} == NAMES[name]
    for limit in found:
        if isinstance(limit, Unknown):
            assert limit.reason
            continue
        assert math.isfinite(limit.value)
        assert limit.value > 0
        assert limit.unit in {"flop/s", "bytes/s", "bytes", "s", "1"}
        assert limit.how
    # The start method `spawn` keeps one tracker process for as long as this one lives.
    left = set(psutil.Process().children(recursive=True)) - before
    assert [child for child in left if "resource_tracker" not in " ".join(child.cmdline())] == []


def test_every_test_that_ships_is_looked_at_here():
    assert set(catalogue("ceiling")) == {*NAMES, "gpu"}


def test_without_a_card_or_its_library_the_reason_is_told(tmp_path):
    test = load(catalogue("ceiling")["gpu"])()
    if os.path.exists("/dev/nvidiactl"):
        pytest.skip("this machine may have a card")
    with pytest.raises(CannotMeasure) as raised:
        test.measure(str(tmp_path))
    assert str(raised.value)
    assert raised.value.remedy


def test_a_file_system_in_memory_is_no_disk(tmp_path, monkeypatch):
    from workbench.ceilings import disk

    monkeypatch.setattr(disk, "read_file", lambda path: (1000, 0.001, 0))
    found = {limit.name: limit for limit in disk.PLUGIN().measure(str(tmp_path))}
    assert "the page cache served the read" in found["disk_sequential_read"].reason
    monkeypatch.setattr(disk, "read_file", lambda path: (1000, 0.001, None))
    found = {limit.name: limit for limit in disk.PLUGIN().measure(str(tmp_path))}
    assert "not told here" in found["disk_sequential_read"].reason


def test_a_disk_that_takes_nothing_says_so(tmp_path, monkeypatch):
    from workbench.ceilings import disk

    def full(path, most_bytes, most_seconds):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(disk, "write_file", full)
    with pytest.raises(CannotMeasure, match="No space left") as raised:
        disk.PLUGIN().measure(str(tmp_path))
    assert "free some space" in raised.value.remedy


def test_a_slow_disk_gets_a_smaller_file(tmp_path):
    from workbench.ceilings.disk import BLOCK_BYTES, write_file

    size, seconds = write_file(str(tmp_path / "file"), 64 * BLOCK_BYTES, 0.0)
    assert (size, os.path.getsize(tmp_path / "file")) == (0, 0)
    size, seconds = write_file(str(tmp_path / "file"), 2 * BLOCK_BYTES, 60.0)
    assert os.path.getsize(tmp_path / "file") == size == 2 * BLOCK_BYTES
    assert seconds > 0
