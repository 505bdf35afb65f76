"""scikit-learn's SGDClassifier by `partial_fit`, a batch of memory-mapped rows at a time."""

from __future__ import annotations

from typing import Any, Dict, Tuple

from workbench.contracts import Context
from workbench.solvers._batches import Released, batches
from workbench.solvers.sklearn_sgd_classifier import SGDClassifier


class PartialFit(SGDClassifier):
    """A linear support vector machine (hinge), fitted `batch_rows` rows at a time, `passes` times over all of them.

    `mapped` reads rows through their memory map and leaves the rest to the kernel: the pages read count as memory of
    the process for as long as nobody else needs them. `released` gives them back as it goes, so that what it holds
    doesn't grow with the data. Both take the same steps. The objective is SGDClassifier's at the same `C`; one thread.
    """

    name = "sklearn.SGDClassifier.partial_fit"
    variants: Tuple[str, ...] = ("mapped", "released")
    parameters = {"C": 1.0, "loss": "hinge", "average": True, "batch_rows": 512, "passes": 5}

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As the parameters say; how often each row is seen is for `passes` to say."""
        return self.chosen(data, context.seed)

    def chosen(self, data: Any, seed: int) -> Dict[str, Any]:
        """What the estimator is constructed with under a seed."""
        chosen = {name: self.values[name] for name in ("loss", "average")}
        return dict(chosen, alpha=1.0 / (self.values["C"] * len(data.y_train)), random_state=seed)

    def setup(self, data: Any) -> None:
        """Import the estimator, and tell the classes: a batch may lack one."""
        import numpy as np

        super().setup(data)
        self.classes = np.unique(data.y_train)

    def solve(self, data: Any, context: Context) -> Any:
        """Construct, then fit batch by batch; returns the fitted estimator."""
        estimator = self.imported(**self.arguments(data, context))
        return self.fitted(estimator, data, range(len(data.y_train)), context.seed)

    def fitted(self, estimator: Any, data: Any, rows: range, seed: int) -> Any:
        """`estimator`, fitted on `rows`."""
        released = Released(data.X_train if self.variant == "released" else None)
        for some in batches(rows, self.values["batch_rows"], self.values["passes"], seed):
            batch = data.X_train[some]
            estimator.partial_fit(batch, data.y_train[some], classes=self.classes)
            released.after(batch)
        return estimator


PLUGIN = PartialFit
