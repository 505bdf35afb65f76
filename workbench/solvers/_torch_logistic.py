"""Logistic regression by PyTorch, in one process or on the rows that several share."""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple

from workbench.solvers._torch import linear, log_loss
from workbench.solvers._torch_rows import Rank, Rows, share, whole_batches
from workbench.solvers._torch_training import descend

VARIANTS = ("lbfgs", "sgd")
PARAMETERS = {"C": 1.0, "max_iter": 1000, "tol": 1e-4, "batch_rows": 256, "epochs": 5, "learning_rate": 0.1}
MOMENTUM = 0.9


class Problem(NamedTuple):
    """Minimise (Σ log-loss + |w|² / (2 C)) / rows over a linear law of `features` inputs and `outputs` outputs."""

    variant: str
    values: Mapping[str, Any]
    rows: int
    features: int
    outputs: int
    seed: int

    @property
    def penalty(self) -> float:
        """What |w|² / 2 is multiplied by; biases are not penalised."""
        return 1.0 / (float(self.values["C"]) * self.rows)


def fit(problem: Problem, rank: Rank, rows: Rows, wrapped: Callable[[Any], Any], mean: Callable[[Any], Any]) -> Any:
    """The trained model and its optimiser. `wrapped` makes gradients those of all ranks, `mean` averages a number."""
    model = wrapped(linear(problem.features, problem.outputs).to(rank.device))
    way = _lbfgs if problem.variant == "lbfgs" else _sgd
    return model, way(problem, rank, rows, model, mean)


def _lbfgs(problem: Problem, rank: Rank, rows: Rows, model: Any, mean: Callable[[Any], Any]) -> Any:
    """All rows a step, until no component of the gradient is above `tol`."""
    import torch

    features, codes = rows.part(share(slice(0, problem.rows), rank))
    optimizer = torch.optim.LBFGS(
        model.parameters(),
        max_iter=problem.values["max_iter"],
        tolerance_grad=problem.values["tol"],
        history_size=10,
        line_search_fn="strong_wolfe",
    )

    def objective() -> Any:
        optimizer.zero_grad()
        weights = next(model.parameters())
        loss = rank.size * log_loss(model(features), codes, problem.rows)
        loss = loss + problem.penalty / 2 * weights.square().sum()
        loss.backward()
        return mean(loss.detach())

    optimizer.step(objective)
    return optimizer


def _sgd(problem: Problem, rank: Rank, rows: Rows, model: Any, mean: Callable[[Any], Any]) -> Any:  # noqa: ARG001
    """Batches, with momentum; the step goes down to 0 in a line, which is what brings it near the optimum."""
    import torch

    values = problem.values
    weights, biases = model.parameters()
    optimizer = torch.optim.SGD(
        [{"params": [weights], "weight_decay": problem.penalty}, {"params": [biases]}],
        lr=values["learning_rate"],
        momentum=MOMENTUM,
    )
    batches = list(whole_batches(problem.rows, values["batch_rows"], values["epochs"], problem.seed))
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0 - step / len(batches))
    optimizer.register_step_post_hook(lambda *_: slower.step())
    descend(rank, rows, batches, model, optimizer)
    return optimizer
