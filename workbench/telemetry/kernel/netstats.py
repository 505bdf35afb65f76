"""What the kernel counts of the network, parsed: pure functions on bytes.

Where a file is of another shape they raise ValueError.
"""

from __future__ import annotations

from typing import Dict, Tuple


def parse_interfaces(data: bytes) -> Dict[str, Tuple[int, int]]:
    """/proc/net/dev (proc_net(5)): interface → (received, sent) bytes. A name holds no space and no colon."""
    interfaces = {}
    for line in data.splitlines()[2:]:
        name, colon, rest = line.partition(b":")
        words = rest.split()
        if not colon or len(words) < 9:
            raise ValueError("not a line of net/dev: %r" % line[:80])
        interfaces[name.strip().decode("utf-8", "backslashreplace")] = int(words[0]), int(words[8])
    return interfaces


def parse_retransmitted(data: bytes) -> int:
    """TCP segments sent again, from /proc/net/snmp (the kernel's Documentation/networking/snmp_counter.rst).

    A line of names is followed by a line of values.
    """
    lines = [line.split() for line in data.splitlines() if line.startswith(b"Tcp:")]
    if len(lines) != 2 or b"RetransSegs" not in lines[0] or len(lines[0]) != len(lines[1]):
        raise ValueError("no RetransSegs in net/snmp: %r" % data[:80])
    return int(lines[1][lines[0].index(b"RetransSegs")])
