"""A machine's ceilings in units that a person reads."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator

from workbench.model.ceiling import Ceilings
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain

LEAST_TEXT_WIDTH = 30


def format_limit(value: float, unit: str) -> str:
    """`36.5 GB/s`, `52.6 GFLOP/s`, `8.1 µs`, `32 MiB`; a plain number where the unit is `1`.

    Rates are in decimal units; sizes of caches in binary ones, as they are sold.
    """
    if not math.isfinite(value):
        return str(value)
    if unit == "s":
        return format_seconds(value)
    if unit == "bytes/s":
        return format_bytes(value) + "/s"
    if unit == "bytes":
        return _binary(value)
    if unit == "flop/s":
        return _operations(value)
    return f"{value:g}" if unit == "1" else f"{value:.3g} {plain(unit)}"


def describe_age(seconds: float) -> str:
    """`just now`, `5 hours ago`, `12 days ago`."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count > 0:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


def ceiling_lines(ceilings: Ceilings, width: int) -> Iterator[str]:
    """One line a limit: its name, its value and how it was measured; then what can't be known, and why.

    Where the machine was busy meanwhile, that comes first.
    """
    if ceilings.disturbed and ceilings.busy_ratio is not None:
        told = (
            f"Other programs used {ceilings.busy_ratio:.0%} of the machine meanwhile, so these are too low, and memory "
            "bandwidth is not held against them. Close other programs and measure again."
        )
        yield from textwrap.wrap(told, width, initial_indent="! ", subsequent_indent="  ")
    rows = [(_title(one.name), format_limit(one.value, one.unit), plain(one.how)) for one in ceilings.values]
    rows += [(_title(name), "unknown", plain(reason)) for name, reason in ceilings.unknown.items()]
    names, values = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    indent = names + values + 6
    for name, value, text in rows:
        first, *rest = textwrap.wrap(text, max(width - indent, LEAST_TEXT_WIDTH)) or [""]
        yield f"  {name:<{names}}  {value:>{values}}  {first}"
        yield from (" " * indent + line for line in rest)


def _title(name: str) -> str:
    return plain(name).replace("_", " ")


def _binary(size: float) -> str:
    for factor, unit in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size:g} B"


def _operations(rate: float) -> str:
    for factor, unit in ((1e12, "TFLOP/s"), (1e9, "GFLOP/s")):
        if rate >= factor:
            return f"{rate / factor:.3g} {unit}"
    return f"{rate / 1e6:.3g} MFLOP/s"
