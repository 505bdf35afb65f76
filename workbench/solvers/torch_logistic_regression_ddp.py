"""Logistic regression by PyTorch's DistributedDataParallel."""

from __future__ import annotations

from typing import Any, NamedTuple

from workbench.contracts import Context
from workbench.solvers._torch import outputs_of, require_positive
from workbench.solvers._torch_logistic import PARAMETERS, VARIANTS, Problem, fit
from workbench.solvers._torch_ranks import RankSolver, Trained, replicated
from workbench.solvers._torch_rows import Labelled, MappedRows, Rank, labelled


class DataParallelLogisticRegression(RankSolver):
    """`torch.LogisticRegression` with each rank taking its part of the rows (`lbfgs`) or of every batch (`sgd`).

    Gradients are averaged by all-reduce, so every rank takes the same steps as one process would. `lbfgs` exchanges
    a gradient a step, `sgd` one a batch.
    """

    name = "torch.LogisticRegression.ddp"
    variants = VARIANTS
    parameters = PARAMETERS

    def check(self) -> None:
        """Every parameter is more than 0."""
        require_positive(self.values, PARAMETERS)

    def job(self, data: Any, context: Context) -> Any:
        """The problem and the mapped rows."""
        rows, features = data.X_train.shape
        outputs = outputs_of(self.classes)
        problem = Problem(str(self.variant), self.values, rows, features, outputs, context.seed)
        return LogisticJob(problem, labelled(data.X_train, self.codes, context.scratch))

    def trainer(self) -> Any:
        """Below."""
        return train


class LogisticJob(NamedTuple):
    """A problem and the rows it is for."""

    problem: Problem
    data: Labelled


def train(rank: Rank, job: LogisticJob) -> Trained:
    """What a rank runs."""
    from torch import distributed
    from torch.nn.parallel import DistributedDataParallel

    def mean(loss: Any) -> Any:
        distributed.all_reduce(loss)
        return loss / rank.size

    model, optimizer = fit(job.problem, rank, MappedRows(job.data, rank.device), DistributedDataParallel, mean)
    return replicated(rank, model, optimizer)


PLUGIN = DataParallelLogisticRegression
