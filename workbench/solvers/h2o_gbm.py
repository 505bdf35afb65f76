"""H2O's gradient boosting machine."""

from __future__ import annotations

from typing import Any

from workbench.solvers._h2o import H2OSolver


class GBM(H2OSolver):
    """Gradient boosted trees on histograms, for two classes. It predicts in the cluster.

    Source: docs.h2o.ai, H2OGradientBoostingEstimator.
    """

    name = "h2o.GBM"
    tasks = ("classification",)
    parameters = {
        "n_estimators": 50,
        "max_depth": 5,
        "learning_rate": 0.1,
        "min_samples_leaf": 10,
        "heap_bytes": 2 * 2**30,
    }

    def estimator(self, rows: int, seed: int) -> Any:  # noqa: ARG002 - nothing depends on the rows
        """As the parameters say."""
        from h2o.estimators import H2OGradientBoostingEstimator

        return H2OGradientBoostingEstimator(
            ntrees=self.values["n_estimators"],
            max_depth=self.values["max_depth"],
            learn_rate=self.values["learning_rate"],
            min_rows=self.values["min_samples_leaf"],
            seed=seed,
        )


PLUGIN = GBM
