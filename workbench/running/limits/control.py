"""The control files of groups, versions 1 and 2: what to write for a limit, and what the kernel counted.

Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst, cgroup-v1/cpusets.rst, scheduler/sched-bwc.rst.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from workbench.errors import WorkbenchError

PERIOD_MICROSECONDS = 100_000
"""The kernel's default, and Kubernetes'."""


class CannotLimit(WorkbenchError):
    """A limit can't be put on a trial here; the text says why, `remedy` what would mend it."""

    @property
    def sentence(self) -> str:
        """Both in one line."""
        return f"{self}" + ("" if self.remedy is None else f"; {self.remedy}")


def write(path: str, text: str) -> None:
    """Write a control file in one piece. Raises CannotLimit with what the kernel said.

    Not through a buffer: the error of one that is flushed on closing is easily lost.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CannotLimit(f"the kernel refused {text} in {path}: {error.strerror}") from error


def cpu_quota(version: int, cores: float) -> tuple[tuple[str, str], ...]:
    """(file, text) that give a group so many cores of time in every period."""
    quota = round(cores * PERIOD_MICROSECONDS)
    if version == 2:
        return (("cpu.max", f"{quota} {PERIOD_MICROSECONDS}"),)
    return (("cpu.cfs_period_us", str(PERIOD_MICROSECONDS)), ("cpu.cfs_quota_us", str(quota)))


def weigh(version: int, folder: str, tasks: int) -> None:
    """Give a group the weight that so many tasks would have had beside it.

    To the scheduler a group is as one task, so beside other busy programs a trial in a group would get the less of
    the CPUs the more workers it has.
    """
    name, unit, most = ("cpu.weight", 100, 10_000) if version == 2 else ("cpu.shares", 1024, 262_144)
    write(os.path.join(folder, name), str(min(unit * tasks, most)))


def limit_memory(version: int, folder: str, limit_bytes: int) -> None:
    """Limit a group's memory, page cache included, and keep it from escaping into swap."""
    if version == 2:
        write(os.path.join(folder, "memory.max"), str(limit_bytes))
        if os.path.exists(os.path.join(folder, "memory.swap.max")):
            write(os.path.join(folder, "memory.swap.max"), "0")
        return
    write(os.path.join(folder, "memory.limit_in_bytes"), str(limit_bytes))
    with_swap = os.path.join(folder, "memory.memsw.limit_in_bytes")
    if os.path.exists(with_swap):
        write(with_swap, str(limit_bytes))
    else:
        write(os.path.join(folder, "memory.swappiness"), "0")


def confine(version: int, folder: str, cpu_set: str) -> None:
    """Keep a group on a set of CPUs."""
    if version == 1:
        # A new group of version 1 has neither CPUs nor memory nodes, and takes no process until it has both.
        write(os.path.join(folder, "cpuset.mems"), _text(os.path.dirname(folder), "cpuset.mems").strip() or "0")
    write(os.path.join(folder, "cpuset.cpus"), cpu_set)


def oom_kills(folders: Sequence[str]) -> int:
    """How many processes of these groups the kernel has killed for want of memory."""
    return sum(
        int(_counters(folder, name).get("oom_kill", 0))
        for folder in folders
        for name in ("memory.events", "memory.oom_control")
    )


def peak_bytes(folders: Sequence[str]) -> int | None:
    """The most that these groups held, page cache included; None where this kernel doesn't keep it."""
    texts = [_text(folder, "memory.peak") or _text(folder, "memory.max_usage_in_bytes") for folder in folders]
    known = [int(text) for text in texts if text.strip().isdigit()]
    return sum(known) if folders and len(known) == len(folders) else None


def throttling(folders: Sequence[str]) -> tuple[int, float] | None:
    """Over these groups: periods in which they had used up their quota, and the seconds that they were held back."""
    stats = [_counters(folder, "cpu.stat") for folder in folders]
    if not stats or not all("nr_throttled" in stat for stat in stats):
        return None
    seconds = sum(stat.get("throttled_time", 0) / 1e9 + stat.get("throttled_usec", 0) / 1e6 for stat in stats)
    return int(sum(stat["nr_throttled"] for stat in stats)), seconds


def _counters(folder: str, name: str) -> dict[str, float]:
    pairs = (line.split() for line in _text(folder, name).splitlines())
    return {pair[0]: float(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def _text(folder: str, name: str) -> str:
    try:
        with open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
