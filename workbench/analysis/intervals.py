"""Confidence intervals of anything a linear law says, by profile likelihood, bounds included.

An interval holds every value of the quantity for which the best fit under that value is not significantly worse
than the best fit of all: RSS(value) − RSS ≤ t²·s². For an unbounded linear model that is the ordinary Student-t
interval (for a ratio of coefficients, Fieller's); at a bound it stays inside what is possible, so a serial
fraction that may be 0 has an interval that starts at 0. Bates & Watts, Nonlinear Regression Analysis and Its
Applications, 1988, chapter 6; Fieller, Some problems in interval estimation, JRSS B 1954.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.least_squares import Faces, constrained_residuals, solve
from workbench.contracts import Quantity

Array = NDArray[np.float64]

EXPANSION = 4.0
EXPANSIONS = 30
REFINEMENTS = 60
PRECISION = 1e-7
"""How far from the true end, as a share of the value, an end may lie."""


@dataclass(frozen=True)
class Ratios:
    """m quantities (numerator · c) / (denominator · c): rows (m, k); a denominator row of zeros stands for 1."""

    numerators: Array
    denominators: Array
    low: Array
    high: Array

    def values(self, coefficients: Array) -> Array:
        """The ratios (m,) at these coefficients (k,); infinite where the denominator is 0."""
        above = self.numerators @ coefficients
        below = np.where(self.constant, 1.0, self.denominators @ coefficients)
        with np.errstate(divide="ignore", invalid="ignore"):
            value: Array = np.where(below == 0, np.inf, above / below)
        return value

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Which denominators stand for 1."""
        flags: NDArray[np.bool_] = ~np.any(self.denominators != 0, axis=1)
        return flags

    def only(self, which: NDArray[np.intp]) -> Ratios:
        """Those with these indices."""
        return Ratios(self.numerators[which], self.denominators[which], self.low[which], self.high[which])

    def then(self, others: Ratios) -> Ratios:
        """These, followed by others."""
        pairs = zip(
            (self.numerators, self.denominators, self.low, self.high),
            (others.numerators, others.denominators, others.low, others.high),
            strict=True,
        )
        return Ratios(*(np.concatenate(pair) for pair in pairs))

    def residuals(self, faces: Faces, values: Array) -> Array:
        """The smallest sum of squares (m,) with each ratio held at its value (m,)."""
        constant = self.constant
        rows = self.numerators - np.where(constant, 0.0, values)[:, None] * self.denominators
        return constrained_residuals(faces, rows, np.where(constant, values, 0.0))


def ratios_of(quantities: list[Quantity]) -> Ratios:
    """The ratios under quantities, before each is raised to its power; bounds are carried over."""
    width = len(quantities[0].numerator)
    ends = [sorted(_root(end, quantity.power) for end in (quantity.low, quantity.high)) for quantity in quantities]
    return Ratios(
        np.array([quantity.numerator for quantity in quantities]),
        np.array([quantity.denominator or (0.0,) * width for quantity in quantities]),
        np.array([low for low, _ in ends]),
        np.array([high for _, high in ends]),
    )


def powered(quantity: Quantity, low: float, high: float) -> tuple[float, float]:
    """An interval of the ratio as an interval of the quantity."""
    first, second = sorted((_root(low, 1 / quantity.power), _root(high, 1 / quantity.power)))
    return first, second


def _root(value: float, power: float) -> float:
    if power == 1.0:
        return value
    if value == 0.0:
        return float("inf") if power < 0 else 0.0
    return float(value ** (1.0 / power))


def profile_intervals(faces: Faces, ratios: Ratios, estimates: Array, limit: float) -> tuple[Array, Array]:
    """The ends (m,), (m,) within which RSS stays ≤ `limit`; `estimates` (m,) are where it is smallest.

    An estimate that is infinite has no interval: NaN, NaN.
    """
    known = np.isfinite(estimates)
    start = np.where(known, estimates, 0.0)
    bound = np.concatenate((ratios.low, ratios.high))
    sign = np.repeat((-1.0, 1.0), len(start))
    excess = _Excess(faces, ratios.then(ratios), min(solve(faces).residual, limit), limit)
    ends = _crossings(excess, np.concatenate((start, start)), bound, sign)
    low, high = np.split(ends, 2)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


@dataclass(frozen=True)
class _Excess:
    """How far (in roots of squares, so nearly linear in the value) the best fit under a value is beyond the limit."""

    faces: Faces
    ratios: Ratios
    smallest: float
    limit: float

    def at(self, values: Array, which: NDArray[np.intp]) -> Array:
        """The excess of the ratios with these indices; below 0 is inside the interval."""
        above = np.maximum(self.ratios.only(which).residuals(self.faces, values) - self.smallest, 0.0)
        excess: Array = np.sqrt(above) - np.sqrt(self.limit - self.smallest)
        return excess


def _crossings(excess: _Excess, start: Array, bound: Array, sign: Array) -> Array:
    # The set of coefficients with RSS ≤ limit is convex, so a ratio of linear forms over it is an interval:
    # walking outwards from its inside, the limit is crossed once.
    inside, outside, within = _brackets(excess, start, bound, sign)
    everything = np.arange(len(start))
    at_inside, at_outside = excess.at(inside, everything), excess.at(outside, everything)
    moved = np.zeros(len(start))
    for _ in range(REFINEMENTS):
        coarse = np.abs(outside - inside) > PRECISION * (np.abs(start) + np.abs(outside))
        left = np.flatnonzero(~within & coarse & (at_inside < 0))
        if not len(left):
            break
        # Regula falsi with the Illinois rule (an end that stays twice has its value halved); bisection where a
        # value can't be met at all.
        with np.errstate(invalid="ignore", divide="ignore"):
            share = at_inside[left] / (at_inside[left] - at_outside[left])
        share = np.where(np.isfinite(at_outside[left]) & np.isfinite(share), share, 0.5)
        middle = inside[left] + share * (outside[left] - inside[left])
        value = excess.at(middle, left)
        inwards, outwards = left[value > 0], left[value <= 0]
        at_outside[outwards] *= np.where(moved[outwards] > 0, 0.5, 1.0)
        at_inside[inwards] *= np.where(moved[inwards] < 0, 0.5, 1.0)
        inside[outwards], at_inside[outwards], moved[outwards] = middle[value <= 0], value[value <= 0], 1.0
        outside[inwards], at_outside[inwards], moved[inwards] = middle[value > 0], value[value > 0], -1.0
    return np.where(within, bound, inside)


def _brackets(excess: _Excess, start: Array, bound: Array, sign: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """A value inside, one outside, and whether even the bound (or infinity) is inside."""
    inside, step = start.copy(), np.maximum(np.abs(start), 1e-9)
    outside = np.where(np.isfinite(bound), bound, start + sign * step)
    within = excess.at(outside, np.arange(len(start))) <= 0
    for _ in range(EXPANSIONS):
        growing = np.flatnonzero(within & ~np.isfinite(bound))
        if not len(growing):
            break
        step[growing] *= EXPANSION
        inside[growing] = outside[growing]
        outside[growing] = start[growing] + sign[growing] * step[growing]
        within[growing] = excess.at(outside[growing], growing) <= 0
    return inside, outside, within
