"""Files of the kernel's that hold a name and a number a line, parsed: a pure function on bytes."""

from __future__ import annotations

from typing import Dict


def parse_flat(data: bytes) -> Dict[str, int]:
    """/proc/vmstat (proc_vmstat(5)) or a control group's cpu.stat: name → value.

    cpu.stat as in the kernel's Documentation/scheduler/sched-bwc.rst (version 1) and
    Documentation/admin-guide/cgroup-v2.rst. Raises ValueError where a line is of another shape.
    """
    values = {}
    for line in data.splitlines():
        words = line.split()
        if len(words) != 2:
            raise ValueError("not a name and a number: %r" % line[:80])
        values[words[0].decode("ascii")] = int(words[1])
    return values
