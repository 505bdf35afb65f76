"""Every parameter that can't be used, said at once."""

from __future__ import annotations

from typing import Any, List, Mapping

from workbench.errors import DataError


def too_small(values: Mapping[str, Any], least: Mapping[str, float]) -> List[str]:
    """A complaint a parameter that is below its least value, or no number at all (NaN)."""
    return [
        "%s is %s; it must be at least %d" % (name, values[name], bound)
        for name, bound in least.items()
        if not values[name] >= bound
    ]


def refuse(workload: str, complaints: List[str]) -> None:
    """Raises DataError with all complaints, where there are any."""
    if complaints:
        raise DataError("%s: %s" % (workload, "; ".join(complaints)))
