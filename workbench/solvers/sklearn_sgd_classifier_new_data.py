"""New rows have come: is the model that stands trained on, or all of the history again?"""

from __future__ import annotations

import copy
from typing import Any

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers.sklearn_sgd_classifier_partial_fit import PartialFit

OLD_SEED = 0
"""The old model is one, whatever the seed of the trial that trains it on."""


class NewData(PartialFit):
    """The last `new_ratio` of the training rows are new, and a model of the rows before them stands (from `setup`).

    `continue` trains a copy of that model on, with `partial_fit` over the new rows alone. `retrain` starts over on old
    and new rows together, in the same batches and as many passes. What is measured is how long it takes until the new
    rows are in the model, and the score of that model. It says nothing of rows that follow another law than the old.
    """

    name = "sklearn.SGDClassifier.new_data"
    variants = ("continue", "retrain")
    parameters = {**PartialFit.parameters, "new_ratio": 0.1}

    def check(self) -> None:
        """Raises PluginError where there would be no old rows, or no new ones."""
        if not 0 < self.values["new_ratio"] < 1:
            raise PluginError(
                "%s: new_ratio is %s; it must be more than 0 and less than 1" % (self.name, self.values["new_ratio"])
            )

    def setup(self, data: Any) -> None:
        """Import the estimator; to continue, fit it on the old rows: that was done before the new ones came."""
        super().setup(data)
        rows = len(data.y_train)
        self.old_rows = rows - max(1, int(rows * self.values["new_ratio"]))
        if self.variant == "continue":
            estimator = self.imported(**self.chosen(data, OLD_SEED))
            self.old = self.fitted(estimator, data, range(self.old_rows), OLD_SEED)

    def solve(self, data: Any, context: Context) -> Any:
        """Bring the new rows in; returns the fitted estimator."""
        if self.variant == "retrain":
            return super().solve(data, context)
        return self.fitted(copy.deepcopy(self.old), data, range(self.old_rows, len(data.y_train)), context.seed)


PLUGIN = NewData
