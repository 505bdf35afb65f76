"""Pipeline parallelism of the small network."""

from __future__ import annotations

from typing import Any, List

from workbench.contracts import Context
from workbench.errors import CannotRun, PluginError
from workbench.solvers._torch import layers_of, log_loss
from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, held_bytes, state_of
from workbench.solvers._torch_rows import MappedRows, Rank

MICROBATCHES = 4
"""A batch goes through the stages in so many parts, so that a stage has work while the next has the part before."""


class PipelineParallelNetwork(NetworkSolver):
    """The network of `torch.Network` with its layers dealt out to the ranks in a row, a stage each.

    A batch goes through in 4 parts. `1f1b`: a stage does the backward pass of a part as soon as it can (Narayanan et
    al., PipeDream, SOSP 2019), and so holds few activations; `gpipe`: all forward passes first (Huang et al., GPipe,
    NeurIPS 2019). At least (stages − 1) of (parts + stages − 1) steps a stage waits. There are no more ranks than
    layers.
    """

    name = "torch.Network.pipeline"
    imports = ("torch.distributed.pipelining",)
    variants = ("1f1b", "gpipe")

    def check(self) -> None:
        """A batch has equal parts."""
        super().check()
        if self.values["batch_rows"] % MICROBATCHES:
            raise PluginError("batch_rows is %d; it must be a multiple of 4" % self.values["batch_rows"])

    def start(self, data: Any, context: Context) -> None:
        """As the others, where every rank has a layer. Raises CannotRun else."""
        if context.workers > self.values["layers"]:
            raise CannotRun("%d ranks need a layer each, and there are %d" % (context.workers, self.values["layers"]))
        if len(data.y_train) < self.values["batch_rows"]:
            raise CannotRun("batch_rows is %d, and there are %d" % (self.values["batch_rows"], len(data.y_train)))
        super().start(data, context)

    def trainer(self) -> Any:
        """Below."""
        return train


def stage_of(modules: List[Any], rank: int, count: int) -> List[Any]:
    """The modules of one stage: dense layers are dealt out in order, as evenly as may be, each with its activation."""
    pairs = [modules[first : first + 2] for first in range(0, len(modules), 2)]
    mine = pairs[len(pairs) * rank // count : len(pairs) * (rank + 1) // count]
    return [module for pair in mine for module in pair]


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    import torch
    from torch.distributed import pipelining

    mine = torch.nn.Sequential(*stage_of(list(job.recipe.network()), rank.number, rank.size)).to(rank.device)
    optimizer = job.recipe.adam(mine.parameters())
    schedules = {"1f1b": pipelining.Schedule1F1B, "gpipe": pipelining.ScheduleGPipe}
    schedule = schedules[str(job.recipe.variant)](
        pipelining.PipelineStage(mine, rank.number, rank.size, rank.device),
        MICROBATCHES,
        loss_fn=lambda outputs, codes: log_loss(outputs, codes, len(codes)),
    )
    rows = MappedRows(job.data, rank.device)
    for batch in job.batches():
        features, codes = rows.part(batch)
        optimizer.zero_grad()
        first = (features,) if rank.number == 0 else ()
        last = {"target": codes, "losses": []} if rank.number == rank.size - 1 else {}
        schedule.step(*first, **last)
        optimizer.step()
    return Trained(layers_of(mine), held_bytes(*state_of(mine, optimizer)))


PLUGIN = PipelineParallelNetwork
