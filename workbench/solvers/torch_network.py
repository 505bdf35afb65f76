"""A small network by PyTorch in one process."""

from __future__ import annotations

from typing import Any

from workbench.solvers._torch import require_positive
from workbench.solvers._torch_network import PARAMETERS, recipe_of, widths_of
from workbench.solvers._torch_rows import Rank, Rows
from workbench.solvers._torch_single import SingleSolver
from workbench.solvers._torch_training import descend


class Network(SingleSolver):
    """Dense layers with ReLU between them (`layers` in all, `hidden` units wide), trained by Adam.

    `epochs` passes over the rows in batches of `batch_rows`; the rows at the end that fill no batch are left out. No
    penalty, and no held-out rows: it stops after the passes that it is told.
    """

    name = "torch.Network"
    parameters = PARAMETERS

    def check(self) -> None:
        """Every parameter is more than 0."""
        require_positive(self.values, PARAMETERS)

    def trained(self, rank: Rank, rows: Rows, classes: Any, shape: Any, seed: int) -> Any:
        """Train it."""
        recipe = recipe_of(self.values, widths_of(self.values, shape[1], classes), seed)
        model = recipe.network().to(rank.device)
        descend(rank, rows, recipe.batches(shape[0]), model, recipe.adam(model.parameters()))
        return model


PLUGIN = Network
