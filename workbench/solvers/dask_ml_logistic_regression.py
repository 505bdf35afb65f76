"""Dask-ML's LogisticRegression."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._dask import in_blocks
from workbench.solvers._dask_ml import DaskMLSolver


class LogisticRegression(DaskMLSolver):
    """Minimises Σ log-loss + |w|² / (2 C), by ADMM over blocks of `block_rows` rows, or with gradients of all blocks.

    The intercept is regularised like any other weight. `admm` solves each block by itself and draws the solutions
    together (Boyd et al. 2011, section 7). `tol` is the others' alone.
    """

    name = "dask_ml.LogisticRegression"
    tasks = ("classification",)
    variants = ("admm", "lbfgs", "newton", "proximal_grad", "gradient_descent")
    parameters = {"C": 1.0, "max_iter": 100, "tol": 1e-4, "block_rows": 10000}

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import it."""
        from dask_ml.linear_model import LogisticRegression as Estimator

        self.imported = Estimator

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the cluster has the workers
        """Construct and fit; returns the fitted estimator, which takes plain arrays."""
        chosen = {name: self.values[name] for name in ("C", "max_iter", "tol")}
        estimator = self.imported(solver=self.variant, **chosen)
        rows, labels = (in_blocks(part, self.values["block_rows"]) for part in (data.X_train, data.y_train))
        return estimator.fit(rows, labels)


PLUGIN = LogisticRegression
