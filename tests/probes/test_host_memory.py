import mmap
import os
import time
from types import SimpleNamespace

import psutil
import pytest

from workbench.contracts import Place
from workbench.probes import host_memory
from workbench.probes.host_memory import HostMemory
from workbench.telemetry.tree import ProcTree

STAT = "7 (a) S 1 7 7 0 -1 0 10 20 %d %d 14 15 16 17 20 0 1 0 22\n"


def test_a_recorded_machine_that_swaps(moments, tree, monkeypatch):
    monkeypatch.setattr(host_memory, "PAGE_BYTES", 4096)
    machine = moments("limited-v2")
    probe = HostMemory(machine.place)
    assert probe.unreadable() is None
    first = probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    assert first["swapped_in_bytes"] == 0
    assert (last["swapped_in_bytes"], last["swapped_out_bytes"]) == (256 * 4096, 512 * 4096)
    assert probe.totals() == {
        "least_available_bytes": min(first["available_bytes"], last["available_bytes"]),
        "swapped_in_bytes": 256 * 4096,
        "swapped_out_bytes": 512 * 4096,
    }


def test_a_recorded_tree(moments):
    machine = moments("limited-v1")
    tree, probe = ProcTree(31948, None, machine.place.proc), HostMemory(machine.place)
    tree.refresh(0.0)
    sample = probe.sample(tree, 0.0)
    probe.close()
    tree.close()
    assert sample["tree_major_faults"] == 0
    assert 1 << 30 < sample["available_bytes"] < 1 << 40


def test_faults_of_the_tree_never_fall_and_come_back_with_the_launcher(moments, process, tree):
    def faulting(own, reaped, pid=7):
        return process(pid=pid, files={"stat": STAT % (own, reaped)})

    probe = HostMemory(moments("limited-v1").place)
    launcher = faulting(5, 5, pid=1)
    seen = [
        probe.sample(tree(faulting(3, 4), launcher=launcher), 0.0),
        probe.sample(tree(launcher=launcher), 1.0),
        probe.sample(tree(launcher=faulting(5, 14, pid=1)), 2.0),
    ]
    probe.close()
    assert [sample["tree_major_faults"] for sample in seen] == [7, 7, 9]


def test_without_proc_it_comes_through_psutil(tmp_path, tree, monkeypatch):
    swap = iter([SimpleNamespace(sin=10, sout=0), SimpleNamespace(sin=14, sout=5)])
    monkeypatch.setattr(psutil, "swap_memory", lambda: next(swap))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=123))
    probe = HostMemory(Place(str(tmp_path)))
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    assert probe.sample(tree(), 1.0) == {"available_bytes": 123, "swapped_in_bytes": 4, "swapped_out_bytes": 5}


def test_memory_that_was_taken_is_no_longer_available(tree):
    if not os.path.exists("/proc/meminfo"):
        pytest.skip("no /proc here")
    probe, size = HostMemory(Place()), 200 << 20
    for _ in range(5):  # others take and give back as well
        before = probe.sample(tree(), 0.0)["available_bytes"]
        with mmap.mmap(-1, size) as taken:
            for page in range(0, size, mmap.PAGESIZE):
                taken[page] = 1
            held = probe.sample(tree(), 1.0)["available_bytes"]
        if before - held > size / 2:
            break
        time.sleep(0.2)
    probe.close()
    assert before - held > size / 2
