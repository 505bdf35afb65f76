"""The forms that growth with size may take, and their least-squares fits.

T(n) = c0 + c1·n^k·log2^j(n), both coefficients ≥ 0. A named form (n, n log n, n², n³) has its exponent given, a free
one has it found. With few sizes a fixed part and a free exponent can't be told apart, so each form says how many
sizes it needs: two more than it has parameters, but n^k alone, which three identify with one degree of freedom left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.fitting import Fitted, fit_law
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.sizes.regions import Region, region_of
from workbench.contracts import Law

Array = NDArray[np.float64]

LARGEST_EXPONENT = 3.5
SMALLEST_EXPONENT = -1.0
SMALLEST_BESIDE_FIXED = 0.05
"""Below it n^k is as good as constant, and so is the fixed part."""
STEP = 0.05
FINE = 81
FEWEST_SIZES = 3


class Growing(Law):
    """T(n) = c0 + c1·n^k·log2^j(n) with k and j given; without `fixed`, c0 is 0."""

    name = "growing"
    formula = "T(n) = c0 + c1·n^k·log2^j(n)"

    def __init__(self, exponent: float, log_exponent: float, fixed: bool, free: bool) -> None:
        self.exponent, self.log_exponent, self.fixed = exponent, log_exponent, fixed
        self.constants = {"exponent": exponent} if free else {}
        self.lower_bounds = (0.0, 0.0) if fixed else (0.0,)
        self.empirical = free

    def basis(self, workers: Array) -> Array:
        """Sizes (n,) → columns 1 (if there is a fixed part) and n^k·log2^j(n)."""
        term = workers**self.exponent * np.log2(workers) ** self.log_exponent
        return np.column_stack((np.ones_like(workers), term)) if self.fixed else term[:, None]


@dataclass(frozen=True)
class Form:
    """A name, the exponents to try (one, where it is given), and what else is in the sum."""

    name: str
    exponents: tuple[float, ...]
    minimum_sizes: int
    log_exponent: float = 0.0
    fixed: bool = True

    @property
    def free(self) -> bool:
        """Whether the exponent is found."""
        return len(self.exponents) > 1

    def fit(self, means: LevelMeans) -> Fitted:
        """The best fit; a free exponent costs a degree of freedom."""
        fitted = self._best(means, np.ones(len(means.workers)))
        if self.free and np.any(fitted.weights != 1.0):
            fitted = self._best(means, fitted.weights)
        return replace(fitted, freedom=fitted.freedom - self.free)

    def region(self, fitted: Fitted, limit: float) -> Region:
        """Every exponent at which the sum of squares stays below `limit`, or nearly so."""
        if not self.free:
            return self._tried(fitted.means, fitted.weights, np.array(self.exponents))
        coarse = self._tried(fitted.means, fitted.weights, np.array(self.exponents))
        low, high = coarse.exponent_interval(limit)
        between = np.linspace(max(low - STEP, self.exponents[0]), min(high + STEP, self.exponents[-1]), FINE)
        return self._tried(fitted.means, fitted.weights, between)

    def _best(self, means: LevelMeans, weights: Array) -> Fitted:
        exponent = self._tried(means, weights, np.array(self.exponents)).best_exponent
        if self.free:
            near = np.linspace(exponent - STEP, exponent + STEP, FINE)
            exponent = self._tried(means, weights, near).best_exponent
        return self._at(exponent, means)

    def _tried(self, means: LevelMeans, weights: Array, exponents: Array) -> Region:
        return region_of(means, weights, exponents, self.log_exponent, self.fixed)

    def _at(self, exponent: float, means: LevelMeans) -> Fitted:
        return fit_law(Growing(exponent, self.log_exponent, self.fixed, self.free), means)


def _exponents(smallest: float) -> tuple[float, ...]:
    return tuple(np.round(np.arange(smallest, LARGEST_EXPONENT + STEP / 2, STEP), 6).tolist())


CONSTANT = Form("constant", (0.0,), 4, fixed=False)
LINEAR = Form("n", (1.0,), 4)
NAMED = (CONSTANT, LINEAR, Form("n log n", (1.0,), 4, log_exponent=1.0), Form("n²", (2.0,), 4), Form("n³", (3.0,), 4))
POWER = Form("n^k", _exponents(SMALLEST_EXPONENT), FEWEST_SIZES, fixed=False)
FIXED_AND_POWER = Form("c + n^k", _exponents(SMALLEST_BESIDE_FIXED), 5)
FORMS = (*NAMED, POWER, FIXED_AND_POWER)
