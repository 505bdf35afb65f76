"""Scoring many rows with a gradient boosting machine of H2O: in its cluster, or by the MOJO exported from it."""

from __future__ import annotations

import os
from typing import Any, Union

from workbench.contracts import Context
from workbench.solvers._h2o import InCluster
from workbench.solvers._h2o_mojo import Mojo
from workbench.solvers.h2o_gbm import GBM


class Scoring(GBM):
    """Scores the training rows with a GBM that was trained before, in the phase `start`.

    `in-cluster`: rows go into the cluster, probabilities come back, all by CSV. `mojo`: the model is exported, the
    cluster ends, and a call runs `workers` Java processes on a part of the rows each; starting them is in its time, as
    it is where a MOJO is run by H2O's own program. The quality told is of held-out rows, scored in the same way.
    Source: docs.h2o.ai, "MOJO Quick Start".
    """

    name = "h2o.Scoring"
    variants = ("in-cluster", "mojo")

    def start(self, data: Any, context: Context) -> None:
        """Start the cluster, train, and for a MOJO export the model and end the cluster."""
        super().start(data, context)
        model = self.trained(data, context)
        self.scorer: Union[InCluster, Mojo] = InCluster(self.standing, model)
        if self.variant == "mojo":
            path = model.download_mojo(os.path.join(self.standing.folder, "model.zip"))
            self.standing.stop()
            self.cluster = None
            self.scorer = Mojo(path, context.workers, self.values["heap_bytes"])

    def solve(self, data: Any, context: Context) -> Any:
        """Score all training rows; returns what scores others."""
        self.scorer.predict_proba(data.X_train, context.phase)
        return self.scorer


PLUGIN = Scoring
