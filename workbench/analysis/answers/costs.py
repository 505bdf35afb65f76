"""What a run costs by worker count, where cores are paid for by the second."""

from __future__ import annotations

import numpy as np

from workbench.analysis.answers.ribbon import Array, Band, Ribbon
from workbench.model.estimate import Estimate
from workbench.model.reading import Questions, Reading
from workbench.model.units import format_seconds

SMALLEST_TOLD = 0.01
"""A smaller cost of one run is told of many."""


def cheapest(ribbon: Ribbon, questions: Questions, price_per_core_second: float) -> Reading:
    """The worker count that costs least, among those that meet the deadline where one was given.

    Paid for are workers × (provisioning + start-up + work). Start-up between measured worker counts is read off the
    straight line between its neighbours, and beyond them it is that of the nearest.
    """
    code = "cheapest_workers"
    costs = _costs(ribbon, questions, price_per_core_second)
    allowed = np.full(len(costs.value), True)
    if questions.deadline_seconds is not None:
        allowed = ribbon.seconds.value + overhead_seconds(ribbon.workers, questions) <= questions.deadline_seconds
        if not allowed.any():
            return Reading(code, "No worker count that could be read off meets the deadline, start-up included.")
    best = int(np.argmin(np.where(allowed, costs.value, np.inf)))
    workers = int(ribbon.workers[best])
    found = Estimate(float(workers), None, None, "point", None, ribbon.levels)
    runs = payable_runs(float(costs.value[best]))
    low, value, high = (money(runs * float(each[best])) for each in (costs.low, costs.value, costs.high))
    takes = format_seconds(float(ribbon.seconds.value[best] + overhead_seconds(ribbon.workers, questions)[best]))
    within = "" if questions.deadline_seconds is None else " within the deadline"
    noun = "worker costs" if workers == 1 else "workers cost"
    told = f"{workers} {noun} least{within}: {value} [{low}, {high}] for {told_runs(runs)} {takes}, start-up included."
    return Reading(code, told, found, bool(workers > ribbon.measured_to))


def _costs(ribbon: Ribbon, questions: Questions, price: float) -> Band:
    overhead = overhead_seconds(ribbon.workers, questions)
    value, low, high = (
        price * ribbon.workers * (seconds + overhead)
        for seconds in (ribbon.seconds.value, ribbon.seconds.low, ribbon.seconds.high)
    )
    return Band(value, low, high)


def overhead_seconds(workers: Array, questions: Questions) -> Array:
    """Provisioning and start-up at each worker count."""
    if not questions.start_seconds:
        return np.full(len(workers), questions.provision_seconds)
    counts, seconds = (np.array(column, float) for column in zip(*sorted(questions.start_seconds), strict=True))
    between: Array = np.interp(workers, counts, seconds) + questions.provision_seconds
    return between


def payable_runs(cost: float) -> int:
    """For how many runs a cost is told, so that it is not a row of zeros: 1, a thousand, a million."""
    return next((runs for runs in (1, 1_000) if runs * cost >= SMALLEST_TOLD), 1_000_000)


def told_runs(runs: int) -> str:
    """`a run of`, `1,000 runs of`."""
    return "a run of" if runs == 1 else f"{runs:,} runs of"


def money(value: float) -> str:
    """Three digits, in the currency the price was given in."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
