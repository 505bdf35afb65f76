"""Spark ML's LinearRegression."""

from __future__ import annotations

from typing import Any

from workbench.solvers._linear import LinearRegressor
from workbench.solvers._spark import SparkSolver


class LinearRegression(SparkSolver):
    """Minimises |y − Xw|² + alpha |w|² by the normal equations (default; at most 4,096 features) or by L-BFGS.

    Spark minimises the mean of squares / 2 + regParam |w|² / 2 on labels that it divides by their standard
    deviation, so regParam is alpha divided by the rows and times that deviation.
    Source: spark.apache.org, pyspark.ml.regression.LinearRegression.
    """

    name = "spark.LinearRegression"
    tasks = ("regression",)
    variants = ("normal", "l-bfgs")
    parameters = {"alpha": 1.0, "max_iter": 100, "tol": 1e-6, "heap_bytes": 2 * 2**30}

    def estimator(self, labels: Any, seed: int) -> Any:  # noqa: ARG002 - it draws nothing
        """Features as they are, not standardised."""
        from pyspark.ml.regression import LinearRegression as Estimator

        return Estimator(
            solver=self.variant,
            regParam=self.values["alpha"] / len(labels) * (float(labels.std()) or 1.0),
            standardization=False,
            maxIter=self.values["max_iter"],
            tol=self.values["tol"],
        )

    def result(self, model: Any) -> Any:
        """Its coefficients."""
        return LinearRegressor(model.coefficients.toArray(), model.intercept)


PLUGIN = LinearRegression
