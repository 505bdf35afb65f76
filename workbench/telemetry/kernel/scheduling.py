"""What the kernel's scheduler says of one thread, parsed: pure functions on bytes.

Where a file is cut short or of another shape they raise ValueError.
"""

from __future__ import annotations

from typing import Tuple

VOLUNTARY = b"\nvoluntary_ctxt_switches:"
INVOLUNTARY = b"\nnonvoluntary_ctxt_switches:"


def parse_schedstat(data: bytes) -> Tuple[int, int]:
    """(on a CPU, runnable but waiting for one) in nanoseconds, of /proc/PID/task/TID/schedstat.

    The kernel's Documentation/scheduler/sched-stats.rst; the third field, which counts turns, is not used.
    A turn's wait is added when it ends, a turn's time at the clock's ticks and when it ends.
    """
    words = data.split()
    if len(words) != 3:
        raise ValueError("not a schedstat line: %r" % data[:80])
    return int(words[0]), int(words[1])


def parse_switches(data: bytes) -> Tuple[int, int]:
    """(voluntary, involuntary) context switches, of /proc/PID/task/TID/status (proc_pid_status(5)).

    A thread chooses its own name, but the kernel escapes newlines in it and writes it first: the last match is true.
    """
    return _number_after(data, VOLUNTARY), _number_after(data, INVOLUNTARY)


def _number_after(data: bytes, name: bytes) -> int:
    _, found, rest = data.rpartition(name)
    words = rest.split(None, 1)
    if not (found and words):
        raise ValueError("no %s in a status file: %r" % (name.strip().decode("ascii"), data[:80]))
    return int(words[0])
