"""One law fitted to level means, in relative seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.least_squares import Faces, faces_of, solve
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.student import quantile
from workbench.contracts import Law

Array = NDArray[np.float64]

NOISE_FLOOR = 1e-6
"""Relative noise below which nothing is claimed: data written with six digits are no better than this."""


@dataclass(frozen=True)
class Fitted:
    """A law with its best coefficients (k,) for `means`.

    `residual` is the weighted sum of squared relative errors, its weights averaging 1; `freedom` is levels less
    coefficients. `faces` is the whole problem, for intervals.
    """

    law: Law
    means: LevelMeans
    coefficients: Array
    residual: float
    freedom: int
    faces: Faces
    weights: Array

    @property
    def level_variance(self) -> float:
        """Variance of one level mean about the law (an average level's), both kinds of noise together."""
        seen = self.residual / self.freedom if self.freedom > 0 else 0.0
        return max(seen, self.means.rounding_variance, NOISE_FLOOR**2)

    @property
    def launch_variance(self) -> float:
        """The part of it that comes from the scatter of launches, and that more launches would lower."""
        return float(np.mean(self.means.mean_variances * self.weights))

    @property
    def shared_variance(self) -> float:
        """The part that launches of one level share, and that more launches would not lower."""
        return max(0.0, self.level_variance - self.launch_variance) if self.freedom > 0 else 0.0

    def limit(self, confidence: float) -> float:
        """The residual up to which a value is inside a profile interval of that confidence; infinite if none is known.

        Student's t with the few degrees of freedom of the levels; but never narrower than if the scatter of
        launches were all the noise there is: a lucky set of residuals proves nothing.
        """
        by_levels = float(quantile(self.freedom, confidence)) ** 2 * self.level_variance
        by_launches = 0.0
        if self.means.within_freedom:
            by_launches = float(quantile(self.means.within_freedom, confidence)) ** 2 * self.launch_variance
        return self.residual + max(by_levels, by_launches)

    def predict(self, workers: Array) -> Array:
        """Seconds (n,) at `workers` (n,)."""
        return self.law.seconds(workers, self.coefficients)  # type: ignore[arg-type]  # an array is a sequence


def relative_basis(law: Law, workers: Array, seconds: Array) -> Array:
    """The matrix (n, k) whose product with a law's coefficients is 1 where the law says just `seconds` (n,).

    What it is off by is the relative error: of seconds, or of their reciprocals for a law that is linear in these.
    """
    scale = seconds if law.reciprocal else 1.0 / seconds
    return law.basis(workers) * scale[:, None]


def fit_law(law: Law, means: LevelMeans) -> Fitted:
    """The bounded least-squares fit: Σ w·(1 − T(p)/t)² smallest over coefficients within the law's bounds.

    Levels with unlike numbers of launches weigh 1/(τ² + σ²/n), τ² from a first fit in which all weigh alike.
    """
    first = _weighted(law, means, np.ones(len(means.workers)))
    if np.all(means.launches == means.launches[0]):
        return first
    variances = first.shared_variance + means.mean_variances + NOISE_FLOOR**2
    weights = 1.0 / variances
    return _weighted(law, means, weights / np.mean(weights))


def _weighted(law: Law, means: LevelMeans, weights: Array) -> Fitted:
    root = np.sqrt(weights)
    matrix = relative_basis(law, means.workers, means.seconds) * root[:, None]
    bounded = np.array(law.lower_bounds) == 0.0
    faces = faces_of(matrix, root, bounded)
    found = solve(faces)
    freedom = len(means.workers) - matrix.shape[1]
    return Fitted(law, means, found.coefficients, found.residual, freedom, faces, weights)


def fit_family(law: type[Law], means: LevelMeans) -> Fitted:
    """The member of a law's family that leaves the least residual."""
    return min((fit_law(member, means) for member in law.family()), key=lambda fitted: fitted.residual)


def prediction_error(fitted: Fitted) -> float | None:
    """Relative root-mean-square error of predicting each level from the others; None if they are too few.

    Of a family the member is chosen anew each time: a choice made with the left-out level would have seen it.
    """
    means = fitted.means
    if len(means.workers) - 1 < len(fitted.coefficients):
        return None
    errors = []
    for level in range(len(means.workers)):
        predicted = fit_family(type(fitted.law), means.without(level)).predict(means.workers[level : level + 1])
        errors.append(float(predicted[0] / means.seconds[level]) - 1.0)
    return float(np.sqrt(np.mean(np.square(errors))))
