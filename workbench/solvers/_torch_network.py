"""The small network that several solvers train: one recipe, so that they differ in how it is shared, not in what it is.

Every way begins at the same weights and takes the same batches in the same order, so results differ by rounding only.
"""

from __future__ import annotations

from typing import Any, Iterator, List, NamedTuple, Optional

from workbench.contracts import Context
from workbench.solvers._torch import network, outputs_of, require_positive
from workbench.solvers._torch_ranks import RankSolver
from workbench.solvers._torch_rows import Labelled, labelled, whole_batches

PARAMETERS = {"hidden": 256, "layers": 4, "batch_rows": 256, "epochs": 5, "learning_rate": 0.001}


class Recipe(NamedTuple):
    """`widths` of the dense layers, inputs first; Adam over `epochs` passes in batches of `batch_rows`."""

    widths: List[int]
    batch_rows: int
    epochs: int
    learning_rate: float
    seed: int
    variant: Optional[str] = None

    def network(self) -> Any:
        """The untrained network, on the CPU."""
        return network(self.widths, self.seed)

    def adam(self, parameters: Any) -> Any:
        """Adam (Kingma & Ba, ICLR 2015)."""
        import torch

        return torch.optim.Adam(parameters, lr=self.learning_rate)

    def batches(self, rows: int) -> Iterator[slice]:
        """A slice a step."""
        return whole_batches(rows, self.batch_rows, self.epochs, self.seed)


class NetworkJob(NamedTuple):
    """A recipe and the rows it is for."""

    recipe: Recipe
    data: Labelled

    def batches(self) -> Iterator[slice]:
        """A slice a step."""
        return self.recipe.batches(len(self.data.codes))


def widths_of(values: Any, features: int, classes: Any) -> List[int]:
    """From the inputs to the outputs."""
    return [features, *[values["hidden"]] * (values["layers"] - 1), outputs_of(classes)]


def recipe_of(values: Any, widths: List[int], seed: int, variant: Optional[str] = None) -> Recipe:
    """As a solver's parameters say."""
    return Recipe(widths, values["batch_rows"], values["epochs"], values["learning_rate"], seed, variant)


class NetworkSolver(RankSolver):
    """Trains the network on several ranks."""

    parameters = PARAMETERS

    def check(self) -> None:
        """Every parameter is more than 0."""
        require_positive(self.values, PARAMETERS)

    def job(self, data: Any, context: Context) -> NetworkJob:
        """The recipe and the mapped rows."""
        widths = widths_of(self.values, data.X_train.shape[1], self.classes)
        recipe = recipe_of(self.values, widths, context.seed, self.variant)
        return NetworkJob(recipe, labelled(data.X_train, self.codes, context.scratch))
