"""What the cuML solvers share: rows to the card, fit there, each in its phase; answers that come home as NumPy's."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence

from workbench.contracts import Context, Solver
from workbench.solvers._rapids import CUML, Rapids

REQUIRES = {"cuml": "pip install cuml-cu12"}


class CumlSolver(Solver):
    """Fits one of cuML's estimators on rows that were shipped to the card; they keep the numbers they have.

    The time of a call is from host memory on; its phase `compute` alone is that of rows which are on the card already.
    The fitted model stays there: what is scored is predicted by it.
    """

    requires = REQUIRES
    environment = CUML
    devices = ("cuda",)
    # Sums are taken in an order that differs from launch to launch.
    deterministic = False

    def estimator_class(self) -> Any:
        """Import and return the estimator's class."""
        raise TypeError("solver %r has no estimator_class()" % self.name)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - for those who override it
        """What the estimator is constructed with."""
        return dict(self.values)

    def inputs(self, data: Any) -> Sequence[Any]:
        """What is shipped, and what `fit` takes."""
        return data.X_train, data.y_train

    def result(self, estimator: Any) -> Any:
        """What is scored."""
        return OnCard(estimator, self.arrays)

    def counted_passes(self, estimator: Any) -> Optional[int]:
        """Iterations that a fitted estimator tells as `n_iter_`; None for one that has none."""
        told = getattr(estimator, "n_iter_", None)
        return None if told is None else int(self.arrays.take(told).max())

    def setup(self, data: Any) -> None:
        """Import the estimator. It computes in the numbers that the rows have."""
        self.imported = self.estimator_class()
        self.arrays = Rapids("cuda")
        self.passes: Optional[int] = None
        self.precision = str(data.X_train.dtype)

    def solve(self, data: Any, context: Context) -> Any:
        """Ship, construct and fit."""
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            there = [self.arrays.put(each) for each in self.inputs(data)]
            self.arrays.wait()
        with context.phase("compute"):
            estimator = self.imported(**self.arguments(data, context)).fit(*there)
            self.arrays.wait()
        self.arrays.tell_peak(context)
        self.passes = self.counted_passes(estimator)
        return self.result(estimator)

    def rows_bytes(self, data: Any) -> int:
        """Of the training rows."""
        rows, columns = map(int, data.X_train.shape)
        return rows * columns * int(data.X_train.dtype.itemsize)


class OnCard:
    """A fitted estimator that lives on the card and answers with NumPy's arrays."""

    def __init__(self, estimator: Any, arrays: Any) -> None:
        self._estimator = estimator
        self._arrays = arrays

    def __getattr__(self, name: str) -> Any:
        """`predict`, `predict_proba` or `decision_function`, where the estimator has it."""
        method = getattr(self._estimator, name)
        return lambda rows: self._arrays.take(method(self._arrays.put(rows)))
