"""cuML's RandomForestClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._cuml import CumlSolver


class RandomForestClassifier(CumlSolver):
    """Trees on bootstrap samples, grown on a card by splits between 128 bins; scikit-learn's are exact.

    `max_depth` 0: not limited.
    """

    name = "cuml.RandomForestClassifier"
    tasks = ("classification",)
    parameters = {"n_estimators": 100, "max_depth": 0, "min_samples_leaf": 5}

    def estimator_class(self) -> Any:
        """RandomForestClassifier."""
        from cuml.ensemble import RandomForestClassifier as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As scikit-learn's forest is asked."""
        return dict(self.values, max_depth=self.values["max_depth"] or None, random_state=context.seed)


PLUGIN = RandomForestClassifier
