"""What the measured worker counts themselves answer, where no law may be trusted: nothing between or beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.analysis.answers.costs import money, payable_runs, told_runs
from workbench.analysis.scaling.paying import level_seconds, speedup
from workbench.model.estimate import Estimate
from workbench.model.reading import Questions, Reading
from workbench.model.scaling import Level
from workbench.model.units import format_seconds

Counted = tuple[int, Estimate]
"""A worker count, and what was measured there."""


def of_levels(levels: Sequence[Level], questions: Questions) -> Iterator[Reading]:
    """The same questions as of a law, answered with the worker counts that were measured.

    A count holds if its value does; where its interval reaches across what was asked, that is said.
    """
    seconds = [(level.workers, level_seconds(level)) for level in levels]
    if questions.deadline_seconds is not None:
        yield _for_deadline(seconds, questions.deadline_seconds)
    if questions.efficiency is not None:
        yield _for_efficiency(levels, questions.efficiency)
    if questions.price_per_core_second is not None:
        yield _cheapest(seconds, questions, questions.price_per_core_second)


def _for_deadline(seconds: Sequence[Counted], deadline: float) -> Reading:
    code, asked = "workers_for_deadline", format_seconds(deadline)
    workers, found = next((each for each in seconds if each[1].value <= deadline), (0, None))
    if found is None:
        best, least = min(seconds, key=lambda each: each[1].value)
        doubt = " At best it might." if least.low is not None and least.low <= deadline else ""
        told = f"None measured finishes within {asked}: the fastest, {_workers(best)}, takes {_seconds(least)}.{doubt}"
        return Reading(code, told)
    doubt = " Some launches may take longer." if found.high is not None and found.high > deadline else ""
    verb = "finishes" if workers == 1 else "finish"
    told = f"Of those measured, {_workers(workers)} {verb} within {asked}: {_seconds(found)}.{doubt}"
    return Reading(code, told, _count(workers, len(seconds)))


def _for_efficiency(levels: Sequence[Level], wanted: float) -> Reading:
    base = levels[0]
    found = [(level.workers, _shared(speedup(base, level), base.workers / level.workers)) for level in levels]
    kept = [each for each in found if each[1].value >= wanted]
    workers, own = kept[-1]
    above = next((each for each in found if each[0] > workers), None)
    verb = "keeps" if workers == 1 else "keep"
    told = f"Of those measured, up to {_workers(workers)} {verb} {wanted:.0%} efficiency"
    told += f": {_share(own)}" if workers != base.workers else ""
    told += f"; {_workers(above[0])}: {_share(above[1])}." if above is not None else "."
    return Reading("workers_for_efficiency", told, _count(workers, len(levels)))


def _cheapest(seconds: Sequence[Counted], questions: Questions, price: float) -> Reading:
    code, deadline = "cheapest_workers", questions.deadline_seconds
    start = dict(questions.start_seconds)
    paid = [
        (workers, each, each.value + start.get(workers, 0.0) + questions.provision_seconds) for workers, each in seconds
    ]
    allowed = [each for each in paid if deadline is None or each[2] <= deadline]
    if not allowed:
        return Reading(code, "No worker count that was measured meets the deadline, start-up included.")
    workers, _, whole = min(allowed, key=lambda each: each[0] * each[2])
    verb = "costs" if workers == 1 else "cost"
    within = "" if deadline is None else " within the deadline"
    paid_for = price * workers * whole
    runs = payable_runs(paid_for)
    told = (
        f"Of those measured, {_workers(workers)} {verb} least{within}: {money(runs * paid_for)} for {told_runs(runs)} "
        f"{format_seconds(whole)}, start-up included."
    )
    return Reading(code, told, _count(workers, len(seconds)))


def _shared(found: Estimate, by: float) -> Estimate:
    low = None if found.low is None else found.low * by
    high = None if found.high is None else found.high * by
    return Estimate(found.value * by, low, high, found.kind, found.confidence, found.count)


def _count(workers: int, levels: int) -> Estimate:
    return Estimate(float(workers), None, None, "point", None, levels)


def _workers(count: int) -> str:
    return "1 worker" if count == 1 else f"{count:,} workers"


def _seconds(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return format_seconds(found.value)
    return f"{format_seconds(found.value)} ({format_seconds(found.low)} to {format_seconds(found.high)})"


def _share(found: Estimate) -> str:
    if found.low is None or found.high is None or found.low == found.high:
        return f"{found.value:.0%}"
    return f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"
