"""Durations and sizes as people write them and as people read them. All else in the house is base units."""

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
_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_BYTES.update({"kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40})
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


def parse_bytes(value: Union[str, int]) -> int:
    """Bytes of `512`, `"2GB"` (decimal), `"512 MiB"` (binary), `"1.5gib"`.

    Raises ValueError, saying what is allowed, for anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    part = _PART.fullmatch(value) if isinstance(value, str) else None
    factor = None if part is None else _BYTES.get(part.group(2).lower())
    if part is None or factor is None:
        raise ValueError('%.60r is not a size: write bytes (500000000) or units ("500MB", "2GB", "512MiB")' % (value,))
    number = part.group(1)
    return int(number) * factor if number.isdigit() else round(float(number) * factor)


def exact_bytes(size: int) -> str:
    """A size in the largest unit that says it without rounding: `512 MiB`, `2 GB`, `1234567 B`."""
    units = (("TiB", 2**40), ("TB", 10**12), ("GiB", 2**30), ("GB", 10**9), ("MiB", 2**20), ("MB", 10**6))
    factor, unit = next(((factor, unit) for unit, factor in units if size and size % factor == 0), (1, "B"))
    return "%d %s" % (size // factor, unit)


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
