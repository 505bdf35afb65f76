"""What the kernel writes under /proc, parsed: pure functions on bytes.

Formats are those of proc(5), proc_pid_stat(5), proc_pid_statm(5), proc_pid_status(5), proc_pid_io(5),
proc_pid_smaps(5), proc_stat(5) and proc_loadavg(5). A process chooses its own name, which may hold spaces,
parentheses, newlines and bytes of no encoding; no parser here trusts it. Where a file is cut short or is of
another shape they raise ValueError.
"""

from __future__ import annotations

import os
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

IO_NAMES = [b"rchar:", b"wchar:", b"syscr:", b"syscw:", b"read_bytes:", b"write_bytes:"]
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class ProcessStat(NamedTuple):
    """The fields of /proc/PID/stat that are used here; times in clock ticks, `started` since boot."""

    state: bytes
    parent_pid: int
    reaped_faults: int
    user_ticks: int
    system_ticks: int
    reaped_user_ticks: int
    reaped_system_ticks: int
    threads: int
    started: int

    @property
    def ended(self) -> bool:
        """Whether it is a zombie or dead: its memory is gone, only its status remains."""
        return self.state in b"ZXx"


class IoBytes(NamedTuple):
    """What a process and those it waited for moved: bytes to and from storage, bytes and calls by system calls."""

    read: int
    written: int
    syscall_read: int
    syscall_written: int
    reads: int
    writes: int


class CpuTicks(NamedTuple):
    """The `cpu` line of /proc/stat in clock ticks, guest time being part of user time; `cpus` counts its rows."""

    user: int
    nice: int
    system: int
    idle: int
    iowait: int
    irq: int
    softirq: int
    steal: int
    cpus: int = 1

    @property
    def busy(self) -> int:
        """Ticks in which a CPU of this machine ran something."""
        return self.user + self.nice + self.system + self.irq + self.softirq


def parse_stat(data: bytes) -> ProcessStat:
    """/proc/PID/stat. The name ends at the *last* closing parenthesis: nothing after it can hold one."""
    fields = data[data.rindex(b")") + 1 :].split(None, 20)
    if len(fields) < 20 or len(fields[0]) != 1:
        raise ValueError("not a stat line: %r" % data[:80])
    return ProcessStat(
        fields[0],
        int(fields[1]),
        int(fields[8]),
        int(fields[11]),
        int(fields[12]),
        int(fields[13]),
        int(fields[14]),
        int(fields[17]),
        int(fields[19]),
    )


def parse_stack_start(data: bytes) -> int:
    """Where the stack of /proc/PID/stat starts; 0 where the kernel keeps it from us."""
    fields = data[data.rindex(b")") + 1 :].split(None, 26)
    if len(fields) < 26:
        raise ValueError("not a stat line: %r" % data[:80])
    return int(fields[25])


def is_thread(data: bytes) -> bool:
    """Whether a /proc/N/stat is of a thread that isn't its process's first: a thread sends no signal when it exits.

    Threads have numbers of the same sequence, and can be looked up though /proc doesn't list them.
    """
    fields = data[data.rindex(b")") + 1 :].split(None, 36)
    if len(fields) < 36:
        raise ValueError("not a stat line: %r" % data[:80])
    return int(fields[35]) == -1


def parse_statm(data: bytes) -> Tuple[int, int]:
    """(resident, of these shared: backed by a file or shared memory) pages of /proc/PID/statm."""
    fields = data.split(None, 3)
    if len(fields) < 3:
        raise ValueError("not a statm line: %r" % data[:80])
    return int(fields[1]), int(fields[2])


def parse_children(data: bytes) -> List[int]:
    """The pids of /proc/PID/task/TID/children."""
    return [int(pid) for pid in data.split()]


def parse_high_water_bytes(data: bytes) -> Optional[int]:
    """VmHWM, the peak resident set, of /proc/PID/status; None for a kernel thread or a zombie, which have none.

    The kernel escapes newlines in the `Name:` line, and that line comes first, so the last match is the true one.
    """
    _, found, rest = data.rpartition(b"\nVmHWM:")
    return _kilobytes(rest) if found else None


def parse_smaps_rollup(data: bytes) -> Dict[str, int]:
    """The sums of /proc/PID/smaps_rollup in bytes, by the kernel's names (`Pss`, `Private_Dirty`, `SwapPss`, …)."""
    sums = {}
    for line in data.splitlines()[1:]:
        name, colon, rest = line.partition(b":")
        if colon:
            sums[name.decode("ascii")] = _kilobytes(rest)
    if "Pss" not in sums:
        raise ValueError("no Pss in smaps_rollup: %r" % data[:80])
    return sums


def parse_io(data: bytes) -> IoBytes:
    """The figures of /proc/PID/io; its order is part of the format (proc_pid_io(5))."""
    words = data.split()
    if words[:12:2] != IO_NAMES:
        raise ValueError("not an io file: %r" % data[:80])
    if len(words) < 12:
        raise ValueError("an io file cut short: %r" % data[:80])
    storage, moved, calls = words[9:12:2], words[1:4:2], words[5:8:2]
    return IoBytes(*map(int, storage + moved + calls))


def parse_cpu_ticks(data: bytes) -> CpuTicks:
    """The machine's totals from /proc/stat; `steal` is 0 on kernels before 2.6.11, which lack it."""
    lines = data.splitlines()
    total = lines[0].split() if lines else []
    if len(total) < 5 or total[0] != b"cpu":
        raise ValueError("not /proc/stat: %r" % data[:80])
    ticks = [int(value) for value in total[1:9]] + [0] * (9 - len(total))
    cpus = sum(1 for line in lines[1:] if line.startswith(b"cpu"))
    return CpuTicks(*ticks)._replace(cpus=cpus)


def parse_loadavg(data: bytes) -> Tuple[int, int]:
    """(threads on the machine, the pid or thread number handed out last) of /proc/loadavg."""
    fields = data.split()
    if len(fields) < 5:
        raise ValueError("not /proc/loadavg: %r" % data[:80])
    return int(fields[3].partition(b"/")[2]), int(fields[4])


def parse_meminfo(data: bytes) -> Dict[str, int]:
    """/proc/meminfo in bytes, by the kernel's names; its few plain counts (`HugePages_Total`) as they are."""
    return {
        name.decode("ascii", "replace"): int(value.split()[0]) * (1024 if value.endswith(b"kB") else 1)
        for name, value in _pairs(data)
        if value
    }


def parse_cpuinfo(data: bytes) -> Dict[str, str]:
    """The first processor of /proc/cpuinfo: name → value. Names differ between architectures."""
    first = {}
    for name, value in _pairs(data.partition(b"\n\n")[0]):
        first[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
    return first


def counter_slack_bytes() -> int:
    """How far a process's VmHWM may lie below the truth: Linux counts resident pages in batches per CPU.

    max(32, 2 × CPUs) pages on each CPU (lib/percpu_counter.c, Linux 6.2; 64 events a thread before that).
    """
    cpus = os.cpu_count() or 1
    return max(32, 2 * cpus) * cpus * PAGE_BYTES


def _pairs(data: bytes) -> Iterator[Tuple[bytes, bytes]]:
    for line in data.splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip(), value.strip()


def _kilobytes(text: bytes) -> int:
    words = text.split(None, 2)
    if len(words) < 2 or words[1] != b"kB":
        raise ValueError("not an amount in kB: %r" % text[:40])
    return int(words[0]) * 1024
