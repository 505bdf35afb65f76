"""Spark ML's RandomForestClassifier."""

from __future__ import annotations

from typing import Any

from workbench.solvers._spark import InSpark, SparkSolver


class RandomForestClassifier(SparkSolver):
    """Trees on bootstrap samples, √features tried a split, splits between at most `max_bins` values of a feature.

    All trees grow level by level together, each level a job over the partitions; Spark takes trees of depth 30 at most.
    Which forest a seed gives depends on the partitions, and so on the workers. It predicts in the JVM.
    Source: spark.apache.org, pyspark.ml.classification.RandomForestClassifier.
    """

    name = "spark.RandomForestClassifier"
    tasks = ("classification",)
    parameters = {
        "n_estimators": 20,
        "max_depth": 10,
        "min_samples_leaf": 5,
        "max_bins": 32,
        "heap_bytes": 2 * 2**30,
    }

    def estimator(self, labels: Any, seed: int) -> Any:  # noqa: ARG002 - nothing depends on them
        """As scikit-learn's forest is asked."""
        from pyspark.ml.classification import RandomForestClassifier as Estimator

        return Estimator(
            numTrees=self.values["n_estimators"],
            maxDepth=self.values["max_depth"],
            minInstancesPerNode=self.values["min_samples_leaf"],
            maxBins=self.values["max_bins"],
            featureSubsetStrategy="sqrt",
            seed=seed,
        )

    def result(self, model: Any) -> Any:
        """The forest, which stays in the JVM."""
        return InSpark(self.session, model)


PLUGIN = RandomForestClassifier
