"""Durations as people write them; durations and sizes as people read them. All else in the house is base units."""

from __future__ import annotations

import math
import re
from typing import Sequence, Tuple, Union

_SECONDS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "sec": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
}
_PART = re.compile(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([A-Za-zµ]*)\s*")


def parse_duration(value: Union[str, float]) -> float:
    """Seconds of `90`, `"90"`, `"1.5 h"`, `"2h30m"`, `"250ms"`.

    Raises ValueError, saying what is allowed, for anything else, and for a negative or infinite number.
    """
    if not isinstance(value, str):
        return _finite(value, value)
    if re.fullmatch(r"\s*[0-9.]+\s*", value):
        return _finite(_number(value, value), value)
    total, end = 0.0, 0
    while end < len(value):
        part = _PART.match(value, end)
        if part is None or part.group(2) not in _SECONDS:
            raise ValueError(_not_a_duration(value))
        total += float(part.group(1)) * _SECONDS[part.group(2)]
        end = part.end()
    if not end:
        raise ValueError(_not_a_duration(value))
    return _finite(total, value)


def format_seconds(seconds: float) -> str:
    """`310 ms`, `1.24 s`, `2 min 05 s`, `3 h 20 min`: three significant digits, or two units."""
    if not math.isfinite(seconds):
        return str(seconds)
    if seconds < 0:
        return "-" + format_seconds(-seconds)
    if seconds == 0 or 0.9995 <= seconds < 119.5:
        return _three_digits(seconds) + " s"
    if seconds < 0.9995:
        return _scaled(seconds, ((1e-3, " ms"), (1e-6, " µs"), (1e-9, " ns")))
    if seconds < 7170:
        return "%d min %02d s" % divmod(round(seconds), 60)
    return "%d h %02d min" % divmod(round(seconds / 60), 60)


def format_bytes(size: float) -> str:
    """`812 B`, `12.0 kB`, `3.1 GB`: decimal units, two significant digits or all before the point."""
    if not math.isfinite(size):
        return str(size)
    if size < 0:
        return "-" + format_bytes(-size)
    if size < 999.5:
        return "%d B" % round(size)
    for factor, unit in ((1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB")):
        scaled = size / factor
        if scaled < 999.5 or unit == "TB":
            break
    return ("%.1f %s" if scaled < 99.95 else "%.0f %s") % (scaled, unit)


def _scaled(value: float, units: Sequence[Tuple[float, str]]) -> str:
    factor, unit = next((pair for pair in units if value >= 0.9995 * pair[0]), units[-1])
    return _three_digits(value / factor) + unit


def _three_digits(value: float) -> str:
    magnitude = abs(value)
    decimals = 2 if magnitude < 9.995 else 1 if magnitude < 99.95 else 0
    return "%.*f" % (decimals, value)


def _number(text: str, original: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(_not_a_duration(original)) from None


def _finite(value: float, original: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise ValueError(_not_a_duration(original))
    return float(value)


def _not_a_duration(value: object) -> str:
    return '%.60r is not a duration: write seconds (90) or units ("90s", "1.5h", "2h30m", "250ms")' % (value,)
