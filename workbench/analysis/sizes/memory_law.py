"""Peak memory as a law of how much data there is, and the largest data that fit."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, isfinite, log

import numpy as np

from workbench.analysis.level_means import means_at
from workbench.analysis.sizes.forms import FEWEST_SIZES, Form
from workbench.analysis.sizes.growth import Growth, grow
from workbench.analysis.sizes.measured import Measured
from workbench.analysis.sizes.series import Members, size_of
from workbench.model.case import Case
from workbench.model.estimate import Estimate
from workbench.model.run import Machine
from workbench.model.sizes import DATA, CurvePoint, MemoryLaw

PROPORTIONAL = Form("proportional", (1.0,), FEWEST_SIZES)
SQUARED = Form("squared", (2.0,), FEWEST_SIZES)
"""A matrix of all pairs of rows: kernels, distances."""
CURVE_POINTS = 17
FARTHEST = 1e9
"""How many times the largest size measured a limit is looked for."""
HALVINGS = 60


def memory_law(members: Members, machine: Machine) -> MemoryLaw | None:
    """The law of one series; None where no peak was recorded, or nothing tells how large the data are."""
    cases = [each for each in members.cases if each.lows]
    against = _against(members, cases)
    if against is None or not cases:
        return None
    end = "high" if all(len(each.highs) == len(each.lows) for each in cases) else "low"
    limit, limited_by = memory_limit(cases[0].case, machine)
    places = [_place(each, against) for each in cases]
    if len(set(places)) < FEWEST_SIZES:
        count = len(set(places))
        reason = f"{count} sizes of data tell no law of memory: measure at least {FEWEST_SIZES}"
        return MemoryLaw(against, end, limit, limited_by, reason=reason, largest_measured=max(places))
    peaks = [each.highs if end == "high" else each.lows for each in cases]
    growth, against = _grown(members, cases, peaks, against)
    if growth.chosen is None:
        p_value = growth.candidates[0].lack_of_fit_p
        reason = f"peak memory lies further from a straight line over the data than noise explains (p = {p_value:.2g})"
        return MemoryLaw(against, end, limit, limited_by, reason=reason, largest_measured=max(places))
    return _told(growth, MemoryLaw(against, end, limit, limited_by))


def memory_limit(case: Case, machine: Machine) -> tuple[int, str]:
    """How many bytes a trial of this case may have, and by whose word: the least of those that there are."""
    limits = [(machine.memory_bytes, "machine")]
    if machine.memory_limit_bytes is not None:
        limits.append((machine.memory_limit_bytes, "container"))
    if case.resources.memory_limit_bytes is not None:
        limits.append((case.resources.memory_limit_bytes, "case"))
    return min(limits, key=lambda limit: limit[0])


def _against(members: Members, cases: Sequence[Measured]) -> str | None:
    if all(each.planned.data_bytes for each in cases):
        return DATA
    return members.parameters[0] if len(members.parameters) == 1 else None


def _place(each: Measured, against: str) -> float:
    return float(each.planned.data_bytes or 0) if against == DATA else size_of(each.case, against)


def _grown(
    members: Members, cases: Sequence[Measured], peaks: Sequence[Sequence[float]], against: str
) -> tuple[Growth, str]:
    """In proportion to the data; where that doesn't fit and one parameter varies, with its square."""
    growth = grow(means_at([_place(each, against) for each in cases], peaks), (PROPORTIONAL,))
    if growth.chosen is not None or len(members.parameters) != 1:
        return growth, against
    parameter = members.parameters[0]
    squared = grow(means_at([_place(each, parameter) for each in cases], peaks), (SQUARED,))
    return (growth, against) if squared.chosen is None else (squared, parameter)


def _told(growth: Growth, law: MemoryLaw) -> MemoryLaw:
    assert growth.chosen is not None
    base, per_unit = growth.chosen.fitted.coefficients.tolist()
    own = growth.widest
    sizes = growth.means.workers
    inner = np.geomspace(float(sizes.min()), float(sizes.max()), CURVE_POINTS)
    curve: tuple[CurvePoint, ...] = tuple(
        zip(inner.tolist(), *(each.tolist() for each in growth.band(inner)), strict=True)
    )
    return MemoryLaw(
        law.against,
        law.peak_end,
        law.limit_bytes,
        law.limited_by,
        growth.chosen.name,
        base_bytes=_estimate(growth, base, own.region.fixed_ends(own.limit)),
        per_unit=_estimate(growth, per_unit, own.region.growing_ends(own.limit)),
        largest=largest_within(growth, law.limit_bytes),
        largest_measured=float(sizes.max()),
        lack_of_fit_p=growth.chosen.lack_of_fit_p,
        curve=curve,
    )


def _estimate(growth: Growth, value: float, ends: tuple[float, float]) -> Estimate:
    low, high = min(ends[0], value), max(ends[1], value)
    return Estimate(value, max(0.0, low), high, "interval", growth.confidence, len(growth.means.workers))


def largest_within(growth: Growth, limit: float) -> Estimate:
    """The size at which one more run would take just `limit`; between those at which its interval's ends do.

    Infinite where even FARTHEST times the largest measured stays below.
    """
    high, value, low = (_reached(growth, limit, end) for end in (1, 0, 2))
    above = high if isfinite(high) else None
    return Estimate(value, low, above, "interval", growth.confidence, len(growth.means.workers))


def _reached(growth: Growth, limit: float, end: int) -> float:
    largest = float(growth.means.workers.max())

    def fits(size: float) -> bool:
        return bool(growth.predicted(np.array([size]))[end][0] <= limit)

    inside, outside = largest / FARTHEST, largest * FARTHEST
    if not fits(inside):
        return 0.0
    if fits(outside):
        return inf
    inside, outside = log(inside), log(outside)
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + outside)
        inside, outside = (middle, outside) if fits(exp(middle)) else (inside, middle)
    return exp(inside)
