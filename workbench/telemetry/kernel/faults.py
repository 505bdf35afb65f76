"""Page faults that had to wait for storage, parsed: a pure function on bytes."""

from __future__ import annotations


def parse_major_faults(data: bytes) -> int:
    """`majflt` and `cmajflt` of /proc/PID/stat (proc_pid_stat(5)): the process's own, and of children it waited for.

    The name ends at the last closing parenthesis. Raises ValueError where the line is of another shape.
    """
    fields = data[data.rindex(b")") + 1 :].split(None, 11)
    if len(fields) < 11 or len(fields[0]) != 1:
        raise ValueError("not a stat line: %r" % data[:80])
    return int(fields[9]) + int(fields[10])
