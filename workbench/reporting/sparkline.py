"""A series as one line of small columns."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

COLUMNS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], width: int, low: float, high: float) -> str:
    """At most `width` columns, each the median of as many neighbours as it takes.

    The lowest column stands for `low` and below, the highest for `high` and above.
    """
    shown = (median(values[begin:end]) for begin, end in spans(len(values), width))
    return "".join(COLUMNS[_height(value, low, high)] for value in shown)


def _height(value: float, low: float, high: float) -> int:
    if high <= low:
        return 0
    return round((len(COLUMNS) - 1) * min(1.0, max(0.0, (value - low) / (high - low))))


def spans(count: int, width: int) -> list[tuple[int, int]]:
    """Begin and end of the values that each column stands for."""
    columns = min(count, max(1, width))
    return [(column * count // columns, (column + 1) * count // columns) for column in range(columns)]
