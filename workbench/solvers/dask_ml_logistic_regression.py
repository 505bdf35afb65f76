"""Dask-ML's LogisticRegression."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver


class LogisticRegression(DaskMLSolver):
    """Minimises Σ log-loss + |w|² / (2 C): by ADMM over blocks of `block_rows` rows, or by L-BFGS on gradients of all.

    The intercept is regularised like any other weight. `admm` solves each block by itself to the end, `rounds` times,
    drawing the solutions together in between (Boyd et al. 2011, section 7). `max_iter` and `tol` are those of `lbfgs`.
    Columns are taken as they are: Dask-ML would scale them, which changes what is minimised, and refuses data with a
    column of zeros. Of its other three, `newton` and `gradient_descent` leave the penalty out, and `proximal_grad`
    stops 0.009 below the others' ROC AUC on flights.
    """

    name = "dask_ml.LogisticRegression"
    tasks = ("classification",)
    variants = ("admm", "lbfgs")
    parameters = {"C": 1.0, "rounds": 5, "max_iter": 100, "tol": 1e-4, "block_rows": 10000}

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import it."""
        from dask_ml.linear_model import LogisticRegression as Estimator

        self.imported = Estimator

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the cluster has the workers
        """Construct and fit; returns the fitted estimator, which takes plain arrays."""
        estimator = self.imported(
            solver=self.variant,
            C=self.values["C"],
            max_iter=self.values["rounds" if self.variant == "admm" else "max_iter"],
            tol=self.values["tol"],
            solver_kwargs={"normalize": False},
        )
        rows, labels = (in_blocks(part, self.values["block_rows"]) for part in (data.X_train, data.y_train))
        return estimator.fit(rows, labels)


PLUGIN = LogisticRegression
