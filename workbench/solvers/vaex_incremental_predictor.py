"""Vaex's IncrementalPredictor: scikit-learn's SGDRegressor, fed batch by batch from memory-mapped rows."""

from __future__ import annotations

import os
from typing import Any

from workbench.contracts import Context, Solver
from workbench.model.declared_environment import DeclaredEnvironment

NORM_ROWS = 1000


class IncrementalPredictor(Solver):
    """partial_fit on batches of `batch_size` rows, `epochs` times over all; the objective of sklearn.SGDRegressor.

    The first step is 1 / mean |x|² and weights are averaged, as there. Rows go through in their order. Memory holds a
    batch, whatever the number of rows: what is mapped counts as long as the kernel keeps it.
    """

    name = "vaex.IncrementalPredictor"
    tasks = ("regression",)
    requires = {"vaex": "pip install vaex-core vaex-ml", "sklearn": "pip install scikit-learn"}
    environment = DeclaredEnvironment(
        "vaex-ml",
        ("vaex-core==4.19.*", "vaex-ml==0.19.*", "scikit-learn==1.9.*"),
        python="3.11",
        needs=("g++",),
    )
    parameters = {"alpha": 1.0, "batch_size": 100000, "epochs": 10}

    def configure(self, context: Context) -> None:
        """Say how many threads, before Vaex is imported."""
        os.environ["VAEX_NUM_THREADS"] = str(context.threads_per_worker)
        os.environ["VAEX_HOME"] = context.scratch

    def setup(self, data: Any) -> None:
        """Import both, and name the columns of the mapped rows."""
        import vaex
        import vaex.ml.sklearn
        from sklearn.linear_model import SGDRegressor

        self.predictor = vaex.ml.sklearn.IncrementalPredictor
        self.estimator = SGDRegressor
        self.features = ["x%d" % place for place in range(data.X_train.shape[1])]
        columns = {name: data.X_train[:, place] for place, name in enumerate(self.features)}
        self.frame = vaex.from_arrays(y=data.y_train, **columns)

    def solve(self, data: Any, context: Context) -> Any:
        """Fit; returns scikit-learn's estimator."""
        rows = data.X_train[:NORM_ROWS]
        step = 1.0 / (1.0 + float((rows**2).sum()) / len(rows))
        alpha = self.values["alpha"] / len(data.y_train)
        estimator = self.estimator(alpha=alpha, eta0=step, average=True, random_state=context.seed)
        predictor = self.predictor(
            model=estimator,
            features=self.features,
            target="y",
            batch_size=self.values["batch_size"],
            num_epochs=self.values["epochs"],
        )
        predictor.fit(self.frame)
        return predictor.model


PLUGIN = IncrementalPredictor
