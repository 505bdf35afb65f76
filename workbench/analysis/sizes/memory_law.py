"""Peak memory as a law of how much data there is, and the largest data that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, isfinite, log

import numpy as np

from workbench.analysis.case_names import counted
from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.forms import FEWEST_SIZES, Form
from workbench.analysis.sizes.growth import Array, Growth, grow
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
HALVINGS = 32
FARTHEST_DRAWN, UNBOUNDED_DRAWN = 1e4, 10.0
"""How many times the largest size measured the extrapolation goes at most, and where nothing bounds it."""


@dataclass(frozen=True)
class Peaks:
    """The peaks of a series, at each size the `end` of the peaks of its launches."""

    parameters: tuple[str, ...]
    cases: tuple[Measured, ...]
    end: str
    peak_bytes: tuple[Sequence[float], ...]

    def places(self, against: str) -> tuple[float, ...]:
        """Where each size lies along a parameter, or along the size of the data."""
        if against == DATA:
            return tuple(float(each.planned.data_bytes or 0) for each in self.cases)
        return tuple(size_of(each.case, against) for each in self.cases)

    @property
    def against(self) -> tuple[str, ...]:
        """What a law may be told against: the one parameter that varies; the size of the data, where it is known."""
        known = (DATA,) if all(each.planned.data_bytes for each in self.cases) else ()
        return (*(self.parameters if len(self.parameters) == 1 else ()), *known)


def peaks_of(members: Members) -> Peaks | None:
    """None where no peak was recorded, or nothing tells how large the data are.

    Upper ends, where every launch has one; else the lower ends of all: a mixture would bend the law.
    """
    cases = tuple(each for each in members.cases if each.lows)
    high = all(len(each.highs) == len(each.lows) for each in cases)
    told = tuple(each.highs if high else each.lows for each in cases)
    peaks = Peaks(members.parameters, cases, "high" if high else "low", told)
    return peaks if cases and peaks.against else None


def memory_law(members: Members, machine: Machine) -> MemoryLaw | None:
    """The law of one series; None where `peaks_of` has none."""
    peaks = peaks_of(members)
    return None if peaks is None else law_of(peaks, *memory_limit(peaks.cases[0].case, machine))


def law_of(peaks: Peaks, limit: int, limited_by: str) -> MemoryLaw:
    """The law of these peaks, and the largest size at which they stay within `limit` bytes."""
    places = peaks.places(peaks.against[0])
    nothing = MemoryLaw(peaks.against[0], peaks.end, limit, limited_by, largest_measured=max(places))
    if len(set(places)) < FEWEST_SIZES:
        reason = f"{counted(len(set(places)), 'size')} of data tell no law of memory: measure at least {FEWEST_SIZES}"
        return replace(nothing, reason=reason)
    growth, against = peak_growth(peaks)
    if growth.chosen is None:
        p_value = growth.candidates[0].lack_of_fit_p
        reason = f"peak memory lies further from a straight line over the data than noise explains (p = {p_value:.2g})"
        return replace(nothing, reason=reason)
    return _told(growth, peaks, replace(nothing, against=against))


def peak_growth(peaks: Peaks) -> tuple[Growth, str]:
    """The law of three sizes or more, and what it is against.

    In proportion to the one parameter that varies: data that a trial only scores on may grow at another rate than those
    it computes on. To the size of the data, or to the parameter's square, where that fits significantly better.
    """
    tried = [(each, PROPORTIONAL) for each in peaks.against]
    if peaks.against[0] != DATA:
        tried.append((peaks.against[0], SQUARED))
    found = [(_grown(peaks, against, form), against) for against, form in tried]
    best = found[0]
    for other in found[1:]:
        if _residual(best[0]) > other[0].widest.limit:
            best = other
    return best


def _residual(growth: Growth) -> float:
    return growth.candidates[0].fitted.residual


def _grown(peaks: Peaks, against: str, form: Form) -> Growth:
    return grow(means_at(peaks.places(against), peaks.peak_bytes), (form,))


def memory_limit(case: Case, machine: Machine) -> tuple[int, str]:
    """How many bytes a trial of this case may have, and by whose word: the least of those that there are."""
    limits = [(machine.memory_bytes, "machine")]
    if machine.memory_limit_bytes is not None:
        limits.append((machine.memory_limit_bytes, "container"))
    if case.resources.memory_limit_bytes is not None:
        limits.append((case.resources.memory_limit_bytes, "case"))
    return min(limits, key=lambda limit: limit[0])


def _told(growth: Growth, peaks: Peaks, law: MemoryLaw) -> MemoryLaw:
    assert growth.chosen is not None
    base, per_unit = growth.chosen.fitted.coefficients.tolist()
    own = growth.widest
    sizes = growth.means.workers
    inner = np.geomspace(float(sizes.min()), float(sizes.max()), CURVE_POINTS)
    largest = largest_within(growth, law.limit_bytes)
    outer = np.geomspace(float(sizes.max()), _drawn_to(largest, float(sizes.max())), CURVE_POINTS)
    slope = _estimate(growth, per_unit, own.region.growing_ends(own.limit))
    return replace(
        law,
        form=growth.chosen.name,
        base_bytes=_estimate(growth, base, own.region.fixed_ends(own.limit)),
        per_unit=slope,
        data_ratio=_data_ratio(slope, peaks, law.against) if growth.chosen.name == PROPORTIONAL.name else None,
        largest=largest,
        largest_measured=float(sizes.max()),
        lack_of_fit_p=growth.chosen.lack_of_fit_p,
        curve=_curve(inner, growth.band(inner)),
        extrapolated=_curve(outer, growth.predicted(outer)) if outer[-1] > outer[0] else (),
    )


def _drawn_to(largest: Estimate, measured: float) -> float:
    """Where the limit is reached for sure; not so far that what was measured would be a dot."""
    ends = [end for end in (largest.value, largest.high) if end is not None and isfinite(end)]
    return min(max(measured, *ends), measured * FARTHEST_DRAWN) if ends else measured * UNBOUNDED_DRAWN


def _curve(sizes: Array, band: tuple[Array, Array, Array]) -> tuple[CurvePoint, ...]:
    return tuple(zip(sizes.tolist(), *(each.tolist() for each in band), strict=True))


def _data_ratio(per_unit: Estimate, peaks: Peaks, against: str) -> Estimate | None:
    """The slope in bytes of memory a byte of data."""
    last = peaks.cases[-1]
    if not last.planned.data_bytes:
        return None
    factor = peaks.places(against)[-1] / last.planned.data_bytes
    ends = [None if end is None else end * factor for end in (per_unit.low, per_unit.high)]
    return replace(per_unit, value=per_unit.value * factor, low=ends[0], high=ends[1])


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
