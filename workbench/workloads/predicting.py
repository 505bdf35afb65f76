"""Train on few rows, predict many: the flights that a model of some thousands of them has not seen."""

from __future__ import annotations

import os
from typing import Any, Optional

from workbench.child.scoring import roc_auc
from workbench.workloads._refusing import refuse
from workbench.workloads._split import Split, open_split, write_split
from workbench.workloads.flights import ALL_ROWS, FEATURES, Flights

DROPPED_RATIO = 0.03
"""So many flights have no arrival, rounded up."""


class Predicting(Flights):
    """Predict `rows` flights by a model trained on `training_rows` others; scored by ROC AUC over all predicted.

    The features are those of `flights`. A solver trains in `setup`, which is not measured, and predicts the held-out
    rows, `X_test`: a result is what ranks them, shape (rows,), the higher the more likely late. Beyond the 310,000 or
    so that are left they repeat.

    Tolerance 0.005: one forest under two versions of scikit-learn.
    """

    name = "predicting"
    parameters = {"rows": 200000, "training_rows": 10000}
    small = {"rows": 50000, "training_rows": 5000}
    task = "prediction"
    tolerance = 0.005

    def __init__(self, **parameters: Any) -> None:
        super(Flights, self).__init__(**parameters)
        wrong = []
        if not 100 <= self.values["training_rows"] <= ALL_ROWS // 2:
            wrong.append(
                "training_rows is %d; it must be from 100 to %d" % (self.values["training_rows"], ALL_ROWS // 2)
            )
        if self.values["rows"] < 100:
            wrong.append("rows is %d; it must be at least 100" % self.values["rows"])
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Make as many flights as are needed, then cut them anew and repeat what is left."""
        import numpy as np

        training = int(self.values["training_rows"])
        needed = min(ALL_ROWS, int((training + self.values["rows"]) / (1 - DROPPED_RATIO)) + 100)
        Flights(rows=needed).prepare(folder)
        whole = open_split(folder)
        rows = np.concatenate([whole.X_train, whole.X_test])
        labels = np.concatenate([whole.y_train, whole.y_test])
        places = training + np.arange(self.values["rows"]) % (len(rows) - training)
        for name in Split._fields:
            os.remove(os.path.join(folder, name + ".npy"))
        write_split(folder, Split(rows[:training], labels[:training], rows[places], labels[places]))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped."""
        assert folder is not None
        return open_split(folder)

    def score(self, data: Split, result: Any) -> float:
        """ROC AUC over the predicted rows."""
        return roc_auc(data.y_test == 1, result)

    def data_bytes(self) -> int:
        """Both parts."""
        return int(self.values["rows"] + self.values["training_rows"]) * (4 * FEATURES + 1)


PLUGIN = Predicting
