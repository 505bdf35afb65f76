"""Every curve c0 + c1·n^k that fits nearly as well as the best, and how far they differ: profile intervals.

For one exponent the sum of squares is a parabola in two coefficients ≥ 0, so what fits is a piece of an ellipse, and
the ends of anything linear in the coefficients over it are known in closed form: each lies on the ellipse itself or
where one coefficient is 0. Over a free exponent the ends are the outermost of those at every exponent that fits.
Sums of squares are relative, as in `fitting`; the limit of what fits comes from `Fitted.limit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.level_means import LevelMeans

Array = NDArray[np.float64]

DEPENDENT = 1e-9
"""Singular values, of columns of length 1, below this share of the largest count as 0."""
FEASIBLE = 1e-9


@dataclass(frozen=True)
class _Face:
    """The unbounded optimum at every exponent (k,) with only these columns: (k, s), (k, s, s), (k,)."""

    columns: tuple[int, ...]
    coefficients: Array
    inverses: Array
    residuals: Array

    @property
    def feasible(self) -> NDArray[np.bool_]:
        return _all_positive(self.coefficients)


@dataclass(frozen=True)
class Region:
    """Fits at every one of `exponents` (k,). Coefficients are in units of 1/`scale` (k, c); the last one grows."""

    exponents: Array
    log_exponent: float
    fixed: bool
    scale: Array
    faces: tuple[_Face, ...]
    of_nothing: float

    @property
    def residuals(self) -> Array:
        """The least sum of squares (k,) at each exponent."""
        each = [np.where(face.feasible, face.residuals, self.of_nothing) for face in self.faces]
        least: Array = np.min(each, axis=0)
        return least

    @property
    def best_exponent(self) -> float:
        """Where it is least of all; the middle of equals."""
        residuals = self.residuals
        near = self.exponents[residuals <= np.min(residuals) * (1 + 1e-12)]
        return float(near[len(near) // 2])

    def exponent_interval(self, limit: float) -> tuple[float, float]:
        """The smallest and largest exponent with a sum of squares ≤ `limit`, between those tried by interpolation."""
        excess = np.sqrt(self.residuals) - np.sqrt(limit)
        inside = np.flatnonzero(excess <= 0)
        if not len(inside):
            return self.best_exponent, self.best_exponent
        return self._edge(excess, int(inside[0]), -1), self._edge(excess, int(inside[-1]), 1)

    def _edge(self, excess: Array, inside: int, step: int) -> float:
        outside = inside + step
        if not 0 <= outside < len(excess):
            return float(self.exponents[inside])
        share = excess[inside] / (excess[inside] - excess[outside])
        return float(self.exponents[inside] + share * (self.exponents[outside] - self.exponents[inside]))

    def ends_at(self, size: float, limit: float) -> tuple[float, float]:
        """Between what values lies the curve at `size`."""
        term = size**self.exponents * np.log2(size) ** self.log_exponent
        return self._ends(np.column_stack((np.ones_like(term), term)) if self.fixed else term[:, None], limit)

    def fixed_ends(self, limit: float) -> tuple[float, float]:
        """Between what values lies the fixed part; of a region that has one."""
        return self._ends(np.tile((1.0, 0.0), (len(self.exponents), 1)), limit)

    def growing_ends(self, limit: float) -> tuple[float, float]:
        """Between what values lies the last coefficient."""
        width = self.scale.shape[1]
        return self._ends(np.tile(np.eye(width)[-1], (len(self.exponents), 1)), limit)

    def _ends(self, rows: Array, limit: float) -> tuple[float, float]:
        values = np.concatenate([[0.0] if limit >= self.of_nothing else [], *self._extremes(rows * self.scale, limit)])
        return float(np.min(values)), float(np.max(values))

    def _extremes(self, rows: Array, limit: float) -> Iterator[Array]:
        for face in self.faces:
            own = rows[:, face.columns]
            along = np.einsum("kst,kt->ks", face.inverses, own)
            spread = np.sum(own * along, axis=1)
            room = limit - face.residuals
            reach = np.sqrt(np.maximum(room, 0.0) / np.where(spread > 0, spread, 1.0)) * (spread > 0)
            for sign in (-1.0, 1.0):
                points = face.coefficients + sign * reach[:, None] * along
                fits = (room >= -FEASIBLE * limit) & _all_positive(points)
                yield np.sum(own * points, axis=1)[fits]


def region_of(means: LevelMeans, weights: Array, exponents: Array, log_exponent: float, fixed: bool) -> Region:
    """The fits of `means` at each exponent, with a fixed part beside the growing one if asked."""
    root = np.sqrt(weights)
    terms = means.workers ** exponents[:, None] * np.log2(means.workers) ** log_exponent
    columns = [np.ones_like(terms), terms] if fixed else [terms]
    matrix = np.stack(columns, axis=2) * (root / means.seconds)[None, :, None]
    scale = 1.0 / np.linalg.norm(matrix, axis=1)
    matrix *= scale[:, None, :]
    supports = ((0,), (1,), (0, 1)) if fixed else ((0,),)
    faces = tuple(_face(matrix, root, support) for support in supports)
    return Region(exponents, log_exponent, fixed, scale, faces, float(root @ root))


def _face(matrix: Array, target: Array, columns: tuple[int, ...]) -> _Face:
    own = matrix[:, :, columns]
    inverse: Array = np.linalg.pinv(own, rcond=DEPENDENT).astype(np.float64, copy=False)
    coefficients = inverse @ target
    residuals = np.sum((np.einsum("kls,ks->kl", own, coefficients) - target) ** 2, axis=1)
    products = inverse @ np.swapaxes(inverse, 1, 2)
    return _Face(columns, coefficients, products, residuals)


def _all_positive(coefficients: Array) -> NDArray[np.bool_]:
    allowed = -FEASIBLE * np.abs(coefficients).max(axis=1)
    positive: NDArray[np.bool_] = coefficients.min(axis=1) >= allowed
    return positive
