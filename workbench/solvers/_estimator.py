"""What the scikit-learn solvers share: import in `setup`, a new estimator at each call, fit on the training part."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context, Solver

SKLEARN = {"sklearn": "pip install scikit-learn"}


class EstimatorSolver(Solver):
    """Fits one scikit-learn estimator on `X_train` and `y_train`; the fitted estimator is the result.

    A solver leaves an estimator's `n_jobs` unset, so that the backend decides how many workers there are.
    """

    requires = SKLEARN

    def estimator_class(self) -> Any:
        """Import and return the estimator's class."""
        raise TypeError("solver %r has no estimator_class()" % self.name)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - for those who override it
        """What the estimator is constructed with."""
        raise TypeError("solver %r has no arguments()" % self.name)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import the estimator."""
        self.imported = self.estimator_class()

    def solve(self, data: Any, context: Context) -> Any:
        """Construct and fit; returns the fitted estimator."""
        return self.imported(**self.arguments(data, context)).fit(data.X_train, data.y_train)
