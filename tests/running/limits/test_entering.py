"""A process takes its limits on before it executes anything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workbench.running.limits.entering import Entry

TELL = "import os, resource; print(sorted(os.sched_getaffinity(0)), resource.getrlimit(resource.RLIMIT_DATA)[0])"
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux has limits")


def started(order, program):
    entry = Entry(order)
    try:
        return subprocess.run(
            [sys.executable, "-c", program], preexec_fn=entry, capture_output=True, text=True, check=False
        )
    finally:
        entry.close()


def test_it_enters_every_group_and_takes_on_cpus_and_an_rlimit(tmp_path):
    groups = [tmp_path / name for name in ("cpu", "memory")]
    for group in groups:
        group.mkdir()
        (group / "cgroup.procs").touch()
    cpu = max(os.sched_getaffinity(0))
    done = started({"groups": list(map(str, groups)), "cpus": [cpu], "data_bytes": 10**9}, TELL)
    assert done.stdout.split("] ") == [f"[{cpu}", "1000000000\n"]
    assert [(group / "cgroup.procs").read_bytes() for group in groups] == [b"0", b"0"]


def test_memory_over_the_rlimit_is_a_memory_error():
    done = started({"groups": [], "cpus": None, "data_bytes": 100_000_000}, "len(b'x' * 300_000_000)")
    assert "MemoryError" in done.stderr


def test_a_group_that_may_not_be_entered_fails_before_anything_starts(tmp_path):
    before = os.listdir("/proc/self/fd")
    with pytest.raises(FileNotFoundError, match=r"cgroup\.procs"):
        Entry({"groups": [str(tmp_path)], "cpus": None, "data_bytes": None})
    assert os.listdir("/proc/self/fd") == before
