"""scikit-learn's forest predicting rows, in parts."""

from __future__ import annotations

from typing import Any, Tuple

from workbench.contracts import Context
from workbench.solvers._mapped import Part, parts, read
from workbench.solvers._predicting import PredictingSolver


class Predict(PredictingSolver):
    """Plain predict_proba of a forest that stands, a task for each `part_rows` rows; on `serial` a loop over them.

    A task carries the forest and says where its rows lie: the worker reads them from the file.
    """

    name = "sklearn.RandomForestClassifier.predict"
    scales_with = "workers"

    def solve(self, data: Any, context: Context) -> Any:
        """Predict part by part, on the workers."""
        import numpy as np

        jobs = [(self.model, part) for part in parts(data.X_test, self.values["part_rows"])]
        return np.concatenate(context.map(chance_of_late, jobs))


def chance_of_late(job: Tuple[Any, Part]) -> Any:
    """The forest's probability of class 1, shape (rows,)."""
    model, part = job
    return model.predict_proba(read(part))[:, 1]


PLUGIN = Predict
