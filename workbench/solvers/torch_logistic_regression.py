"""Logistic regression by PyTorch in one process."""

from __future__ import annotations

from typing import Any

from workbench.solvers._torch import outputs_of, require_positive
from workbench.solvers._torch_logistic import PARAMETERS, VARIANTS, Problem, fit
from workbench.solvers._torch_rows import Rank, Rows
from workbench.solvers._torch_single import SingleSolver


class LogisticRegression(SingleSolver):
    """Minimises Σ log-loss + |w|² / (2 C), as scikit-learn's does, in float32.

    `lbfgs`: all rows a step (torch.optim.LBFGS, strong Wolfe line search) until no component of the mean gradient is
    above `tol`. `sgd`: `epochs` passes in batches, momentum 0.9, the step falling to 0 in a line.
    """

    name = "torch.LogisticRegression"
    variants = VARIANTS
    parameters = PARAMETERS

    def check(self) -> None:
        """Every parameter is more than 0."""
        require_positive(self.values, PARAMETERS)

    def trained(self, rank: Rank, rows: Rows, classes: Any, shape: Any, seed: int) -> Any:
        """Train it."""
        problem = Problem(str(self.variant), self.values, shape[0], shape[1], outputs_of(classes), seed)
        model, _ = fit(problem, rank, rows, lambda module: module, lambda loss: loss)
        return model


PLUGIN = LogisticRegression
