"""Spark ML's LogisticRegression."""

from __future__ import annotations

from typing import Any

from workbench.solvers._linear import LinearClassifier
from workbench.solvers._spark import SparkSolver


class LogisticRegression(SparkSolver):
    """Minimises Σ log-loss + |w|² / (2 C) by L-BFGS.

    Spark minimises the mean log-loss + regParam |w|² / 2, so regParam is 1 / (C · rows).
    Source: spark.apache.org, pyspark.ml.classification.LogisticRegression.
    """

    name = "spark.LogisticRegression"
    tasks = ("classification",)
    parameters = {"C": 1.0, "max_iter": 1000, "tol": 1e-6, "heap_bytes": 2 * 2**30}

    def estimator(self, labels: Any, seed: int) -> Any:  # noqa: ARG002 - it draws nothing
        """Features as they are, not standardised."""
        from pyspark.ml.classification import LogisticRegression as Estimator

        return Estimator(
            family="binomial",
            regParam=1.0 / (self.values["C"] * len(labels)),
            standardization=False,
            maxIter=self.values["max_iter"],
            tol=self.values["tol"],
        )

    def result(self, model: Any) -> Any:
        """Its coefficients."""
        return LinearClassifier(model.coefficients.toArray(), model.intercept)


PLUGIN = LogisticRegression
