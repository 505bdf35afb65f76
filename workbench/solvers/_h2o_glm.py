"""What H2O's generalised linear models share."""

from __future__ import annotations

from typing import Any

from workbench.solvers._h2o import H2OSolver


class GLMSolver(H2OSolver):
    """Trains a GLM of `family` on features as they are, with a penalty on the squares of the weights.

    H2O minimises the mean loss + lambda |w|² / 2, by iteratively reweighted least squares.
    Source: docs.h2o.ai, H2OGeneralizedLinearEstimator.
    """

    family = ""

    def penalty(self, rows: int) -> float:  # noqa: ARG002 - for those who override it
        """lambda."""
        raise TypeError("solver %r has no penalty()" % self.name)

    def estimator(self, rows: int, seed: int) -> Any:
        """Ridge only: alpha, the share of the absolute penalty, is 0."""
        from h2o.estimators import H2OGeneralizedLinearEstimator

        return H2OGeneralizedLinearEstimator(
            family=self.family,
            solver="IRLSM",
            lambda_=self.penalty(rows),
            alpha=0.0,
            standardize=False,
            max_iterations=self.values["max_iter"],
            seed=seed,
        )


class Coefficients:
    """What came back from the JVM, in the order of the columns."""

    def __init__(self, model: Any) -> None:
        self._found = model.coef()
        self.intercept_ = self._found["Intercept"]

    def decision_function(self, rows: Any) -> Any:
        """x·w + intercept, one a row."""
        import numpy as np

        # A column that never changes is left out of the model.
        weights = np.array([self._found.get("x%d" % place, 0.0) for place in range(rows.shape[1])])
        return rows @ weights + self.intercept_
