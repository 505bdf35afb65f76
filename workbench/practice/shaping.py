"""The speed of a node's link, by the kernel's token bucket (tc-tbf(8)): in both directions, each with its own."""

from __future__ import annotations

import re

from workbench.model.practice import PracticeNode
from workbench.practice.links import INSIDE
from workbench.practice.tools import PracticeError, call

_UNITS = {"bit": 1, "kbit": 10**3, "mbit": 10**6, "gbit": 10**9}
_RATE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)\s*", re.IGNORECASE)
SLOWEST_BITS_PER_SECOND = 8_000
BURST_SECONDS = 0.004
LEAST_BURST_BYTES = 16_000
"""A bucket holds what passes between two ticks of the slowest kernel clock (250 Hz here), and ten packets at least."""
QUEUE_SECONDS = 0.05
NO_BUCKET = "this kernel has no token bucket (tc's tbf), so links run at full speed"


def parse_rate(text: str) -> int:
    """Bits per second of `200mbit`, `1.5gbit`, `64kbit`. Raises ValueError, saying what is allowed."""
    found = _RATE.fullmatch(text)
    unit = None if found is None else _UNITS.get(found[2].lower())
    if found is None or unit is None:
        raise ValueError(f"{text!r} is not a link speed: write it like 200mbit; units are {', '.join(_UNITS)} a second")
    bits = round(float(found[1]) * unit)
    if bits < SLOWEST_BITS_PER_SECOND:
        raise ValueError(f"{text!r} is too slow to be of use: from 8kbit on")
    return bits


def format_rate(bits_per_second: int) -> str:
    """As `parse_rate` takes it, in the largest unit that needs no fraction."""
    for name, factor in reversed(_UNITS.items()):
        if bits_per_second % factor == 0:
            return f"{bits_per_second // factor}{name}"
    return f"{bits_per_second}bit"


def shape(node: PracticeNode, bits_per_second: int) -> None:
    """Let a node send and receive at most so much, whatever was set before. Raises PracticeError."""
    burst = max(LEAST_BURST_BYTES, int(bits_per_second / 8 * BURST_SECONDS))
    bucket = ["tbf", "rate", f"{bits_per_second}bit", "burst", f"{burst}b", "latency", f"{QUEUE_SECONDS * 1e3:g}ms"]
    call(["tc", "qdisc", "replace", "dev", str(node.link), "root", *bucket])
    call(["tc", "-netns", str(node.namespace), "qdisc", "replace", "dev", INSIDE, "root", *bucket])


def unshape(node: PracticeNode) -> None:
    """Let a node's link run at full speed."""
    for place in ([], ["-netns", str(node.namespace)]):
        device = INSIDE if place else str(node.link)
        if "tbf" in call(["tc", *place, "qdisc", "show", "dev", device]):
            call(["tc", *place, "qdisc", "delete", "dev", device, "root"])


def is_missing(error: PracticeError) -> bool:
    """Whether `shape` failed because the kernel, or this machine, has no such thing."""
    return any(sign in str(error) for sign in ("qdisc kind is unknown", "tc can't be run"))
