"""How many workers: for a deadline, and for an efficiency that must not be fallen below."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.answers.ribbon import Array, Ribbon
from workbench.model.estimate import Estimate
from workbench.model.reading import Reading
from workbench.model.units import format_seconds

Flags = NDArray[np.bool_]


def for_deadline(ribbon: Ribbon, deadline_seconds: float) -> Reading:
    """The fewest workers that finish within the deadline.

    The interval runs from the fewest that might (the lower end of their time is within it) to the fewest that will
    (the upper end is, too); it is open where no count is sure to.
    """
    code, asked = "workers_for_deadline", format_seconds(deadline_seconds)
    band = ribbon.seconds
    likely = _first(ribbon.workers, band.value <= deadline_seconds)
    possible = _first(ribbon.workers, band.low <= deadline_seconds)
    if possible is None:
        least = format_seconds(float(np.min(band.low)))
        return Reading(code, f"{asked} can't be met: up to {ribbon.reach()} workers it takes at least {least}.")
    if likely is None:
        best = int(ribbon.workers[int(np.argmin(band.value))])
        return Reading(
            code,
            f"Whether {asked} can be met can't be told: the fastest is likely {format_seconds(float(min(band.value)))} "
            f"with {best} workers, at best {format_seconds(float(min(band.low)))}. Measure there.",
        )
    sure = _first(ribbon.workers, band.high <= deadline_seconds)
    what = ("worker is", "workers are")
    return _reading(ribbon, code, ("", what, f"needed to finish within {asked}"), likely, possible, sure)


def for_efficiency(ribbon: Ribbon, efficiency: float) -> Reading:
    """The most workers at which each still does this share of what one alone does."""
    code, asked = "workers_for_efficiency", f"{efficiency:.0%} efficiency"
    band = ribbon.efficiency
    likely = _last(ribbon.workers, band.value >= efficiency)
    sure = _last(ribbon.workers, band.low >= efficiency)
    possible = _last(ribbon.workers, band.high >= efficiency)
    if likely >= ribbon.reach():
        return Reading(
            code, f"{asked} holds as far as can be read off ({ribbon.reach()} workers). Measure more workers."
        )
    high = None if possible >= ribbon.reach() else possible
    return _reading(ribbon, code, ("Up to ", ("worker keeps", "workers keep"), asked), likely, sure, high)


Words = tuple[str, tuple[str, str], str]


def _reading(ribbon: Ribbon, code: str, words: Words, likely: int, low: int, high: int | None) -> Reading:
    """`words` stand before the number, after it (singular and plural) and at the end."""
    found = Estimate(
        float(likely),
        float(low),
        None if high is None else float(high),
        "interval",
        ribbon.confidence,
        ribbon.levels,
    )
    beyond = bool(likely > ribbon.measured_to)
    ends = f"{low} to {high}" if high is not None else f"{low} or more"
    span = "" if low == high == likely else f" ({ends})"
    before, nouns, after = words
    told = f"{before}{likely}{span} {nouns[likely != 1]} {after}."
    if beyond:
        told += f" That is beyond the {ribbon.measured_to:g} workers measured: check it there."
    return Reading(code, told, found, beyond)


def _first(workers: Array, holds: Flags) -> int | None:
    where = np.flatnonzero(holds)
    return int(workers[where[0]]) if len(where) else None


def _last(workers: Array, holds: Flags) -> int:
    """The last of the unbroken stretch from one worker on; one worker is always at its own efficiency."""
    breaks = np.flatnonzero(~holds[1:])
    return int(workers[breaks[0]] if len(breaks) else workers[-1])
