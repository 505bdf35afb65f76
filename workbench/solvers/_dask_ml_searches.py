"""What Dask-ML's searches by `partial_fit` share: rows in blocks, and the candidates that learn from them."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver


class BlockwiseSearch(DaskMLSolver):
    """Trains candidates on blocks of `block_rows` rows and drops the poor ones as it goes.

    A candidate is scikit-learn's SGDClassifier (weights averaged) with an alpha between `least_alpha` and `most_alpha`,
    drawn on a log scale. A fifth of the rows is held out to judge by, by ROC AUC; the best candidate is as it came out
    of the search, trained in at most `max_calls` blocks, and not fitted again. A subclass says which search.
    """

    tasks = ("classification",)
    parameters: Dict[str, Any] = {
        "loss": "log_loss",
        "least_alpha": 1e-6,
        "most_alpha": 1e-2,
        "block_rows": 4000,
        "max_calls": 9,
    }
    deterministic = False

    def search_class(self) -> Any:
        """Import and return the search."""
        raise TypeError("solver %r has no search_class()" % self.name)

    def setup(self, data: Any) -> None:
        """Import the search and the estimator, and tell the classes: a block may lack one."""
        import numpy as np
        from scipy.stats import loguniform
        from sklearn.linear_model import SGDClassifier

        self.imported, self.classifier, self.loguniform = self.search_class(), SGDClassifier, loguniform
        self.classes = np.unique(data.y_train)

    def searching(self) -> Dict[str, Any]:
        """What the search is told besides what all of them are."""
        return {}

    def solve(self, data: Any, context: Context) -> Any:
        """Search; returns the best classifier."""
        search = self.imported(
            self.classifier(loss=self.values["loss"], average=True, random_state=context.seed),
            {"alpha": self.loguniform(self.values["least_alpha"], self.values["most_alpha"])},
            scoring="roc_auc",
            test_size=0.2,
            random_state=context.seed,
            max_iter=self.values["max_calls"],
            **self.searching(),
        )
        rows, labels = (in_blocks(part, self.values["block_rows"]) for part in (data.X_train, data.y_train))
        return search.fit(rows, labels, classes=self.classes).best_estimator_
