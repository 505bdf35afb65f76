"""scikit-learn's Lasso over a CSV file that is read whole."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers import _csv_chunks
from workbench.solvers._estimator import EstimatorSolver


class Lasso(EstimatorSolver):
    """Minimises |y − Xw|² / (2 · rows) + alpha |w|₁ by coordinate descent, on the whole file read into memory.

    `pyarrow` and `pandas` say who reads it. Reading is the phase `transfer_in`, fitting is `compute`. pyarrow
    reads on the threads of the case; the descent takes one.
    """

    name = "sklearn.Lasso"
    tasks = ("csv-regression",)
    variants = _csv_chunks.READERS
    requires = _csv_chunks.REQUIRES
    parameters = {"alpha": 0.01, "max_iter": 1000, "tol": 1e-4}

    def estimator_class(self) -> Any:
        """Lasso."""
        from sklearn.linear_model import Lasso as Estimator

        _csv_chunks.import_reader(str(self.variant))
        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return dict(self.values)

    def solve(self, data: Any, context: Context) -> Any:
        """Read, construct and fit; returns the fitted estimator."""
        with context.phase("transfer_in"):
            rows, target = _csv_chunks.whole(str(self.variant), data.csv_path, context.threads_per_worker)
        with context.phase("compute"):
            return self.imported(**self.arguments(data, context)).fit(rows, target)


PLUGIN = Lasso
