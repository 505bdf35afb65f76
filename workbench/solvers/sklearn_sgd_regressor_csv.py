"""scikit-learn's SGDRegressor by `partial_fit` over the chunks of a CSV file."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Tuple

from workbench.contracts import Context
from workbench.solvers import _csv_chunks
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers.sklearn_sgd_regressor import NORM_ROWS, mean_square_norm


class SGDRegressorCsv(EstimatorSolver):
    """The objective of Lasso at the same alpha, by `partial_fit`: no more than a chunk of the file is in memory.

    `pyarrow` and `pandas` say who reads it. The file is read anew in each of the `passes`; from the second on weights
    are averaged over steps, so that none is exactly 0. `eta0` 0: the first step is 1 / mean |x|² over the first 1,000
    rows.
    """

    name = "sklearn.SGDRegressor.csv"
    tasks = ("csv-regression",)
    variants: Tuple[str, ...] = _csv_chunks.READERS
    requires = _csv_chunks.REQUIRES
    parameters = {"alpha": 0.01, "eta0": 0.0, "chunk_rows": 2000, "passes": 3}

    def estimator_class(self) -> Any:
        """SGDRegressor."""
        from sklearn.linear_model import SGDRegressor as Estimator

        return Estimator

    def setup(self, data: Any) -> None:
        """Import the reader too."""
        _csv_chunks.import_reader(str(self.variant))
        super().setup(data)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As the parameters say, but for `eta0` 0, which the first rows decide."""
        return {
            "penalty": "l1",
            "alpha": self.values["alpha"],
            "average": data.rows,
            "eta0": self.values["eta0"] or 0.01,
            "random_state": context.seed,
        }

    def solve(self, data: Any, context: Context) -> Any:
        """Construct, then read and fit chunk by chunk; returns the fitted estimator."""
        estimator = self.imported(**self.arguments(data, context))
        for first in range(self.values["passes"]):
            for number, (rows, target) in enumerate(self.chunks(data, context)):
                if first == number == 0 and not self.values["eta0"]:
                    estimator.set_params(eta0=1.0 / mean_square_norm(rows[:NORM_ROWS]))
                estimator.partial_fit(rows, target)
        return estimator

    def chunks(self, data: Any, context: Context) -> Iterator[Tuple[Any, Any]]:
        """(X, y) of about `chunk_rows` rows a time."""
        return _csv_chunks.chunks(
            str(self.variant), data.csv_path, self.values["chunk_rows"], context.threads_per_worker
        )


PLUGIN = SGDRegressorCsv
