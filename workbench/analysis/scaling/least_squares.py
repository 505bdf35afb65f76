"""Linear least squares with coefficients ≥ 0, by going through every set of coefficients that may be non-zero.

A scaling law has two to four coefficients, so there are at most sixteen such sets. Going through them gives the
exact optimum, and, unlike a solver that works on one problem at a time, answers for hundreds of linear
constraints at once what the best fit under each would be: that is what a profile likelihood needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RANK = 1e-10
"""Singular values, of columns of length 1, below this count as 0."""
MOOT = 1e-14
"""A face with less than this of a row, squared, has none of it."""
FEASIBLE = 1e-9
"""How far below 0, relative to the largest, a coefficient may come by rounding."""


@dataclass(frozen=True)
class Faces:
    """The unconstrained optimum on each face: one a set of coefficients that may be non-zero.

    `coefficients` (s, k) are zero outside the face's set, `inverses` (s, k, k) are (AᵀA)⁻¹ there and zero
    elsewhere, `residuals` (s,) are sums of squares. Coefficients are in units of `scale` (k,); `bounded` (k,)
    tells which must not be negative.
    """

    coefficients: Array
    inverses: Array
    residuals: Array
    scale: Array
    bounded: NDArray[np.bool_]


@dataclass(frozen=True)
class Solution:
    """The best coefficients (k,) in the problem's own units, and the sum of squares they leave."""

    coefficients: Array
    residual: float


def faces_of(matrix: Array, target: Array, bounded: NDArray[np.bool_]) -> Faces:
    """All faces of min ‖matrix (n, k) · c − target (n,)‖² with c ≥ 0 where `bounded` (k,).

    A face whose columns depend on one another is left out: a smaller one holds the same optimum.
    """
    scale = 1.0 / np.maximum(np.linalg.norm(matrix, axis=0), np.finfo(float).tiny)
    scaled = matrix * scale
    members = _supports(bounded)
    left, strengths, right = np.linalg.svd(scaled * members[:, None, :], full_matrices=False)
    present = strengths > RANK
    whole = np.count_nonzero(present, axis=1) == np.count_nonzero(members, axis=1)
    weak = np.where(present, 1.0 / np.where(present, strengths, 1.0), 0.0)
    back = np.swapaxes(right, 1, 2) * weak[:, None, :]
    coefficients = (back @ (np.swapaxes(left, 1, 2) @ target)[:, :, None])[:, :, 0][whole]
    residuals = np.sum((coefficients @ scaled.T - target) ** 2, axis=1)
    inverses = (back @ np.swapaxes(back, 1, 2))[whole]
    return Faces(coefficients, inverses, residuals, scale, bounded)


@cache
def _subsets(size: int) -> NDArray[np.bool_]:
    return np.array(list(product((False, True), repeat=size)), dtype=bool)


def _supports(bounded: NDArray[np.bool_]) -> NDArray[np.bool_]:
    chosen = _subsets(int(np.count_nonzero(bounded)))
    members = np.ones((len(chosen), len(bounded)), dtype=bool)
    members[:, bounded] = chosen
    return members


def solve(faces: Faces) -> Solution:
    """The best point of all faces."""
    residuals = np.where(_feasible(faces, faces.coefficients), faces.residuals, np.inf)
    best = int(np.argmin(residuals))
    found = faces.coefficients[best] * faces.scale
    return Solution(np.where(faces.bounded, np.maximum(found, 0.0), found), float(residuals[best]))


def constrained_residuals(faces: Faces, rows: Array, values: Array) -> Array:
    """The smallest sum of squares (m,) where row (m, k) · c = value (m,), each for itself; infinite where none can."""
    rows = rows * faces.scale
    gap = faces.coefficients @ rows.T - values
    along = rows @ faces.inverses
    spread = (along * rows).sum(axis=2)
    # A face on which the row vanishes can't be moved by the constraint: it meets it as it is, or never.
    moot = spread <= MOOT * (rows * rows).sum(axis=1)
    shift = np.where(moot, 0.0, gap / np.where(moot, 1.0, spread))
    residuals = faces.residuals[:, None] + gap * shift
    if moot.any():
        residuals[moot & (np.abs(gap) > FEASIBLE * np.abs(values))] = np.inf
    coefficients = faces.coefficients[:, None, :] - along * shift[:, :, None]
    smallest: Array = np.where(_feasible(faces, coefficients), residuals, np.inf).min(axis=0)
    return smallest


def _feasible(faces: Faces, coefficients: Array) -> NDArray[np.bool_]:
    allowed = -FEASIBLE * np.abs(coefficients).max(axis=-1)
    smallest = np.where(faces.bounded, coefficients, 0.0).min(axis=-1)
    feasible: NDArray[np.bool_] = smallest >= allowed
    return feasible
