"""PyTorch's ZeroRedundancyOptimizer on the small network."""

from __future__ import annotations

from typing import Any

from workbench.solvers._torch import layers_of
from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, held_bytes, state_of
from workbench.solvers._torch_rows import MappedRows, Rank
from workbench.solvers._torch_training import descend


class ZeroNetwork(NetworkSolver):
    """As `torch.Network.ddp`, but each rank keeps Adam's state of its part of the parameters only, and updates these.

    The first stage of ZeRO (Rajbhandari et al., SC 2020): parameters and gradients stay whole on every rank, and what
    a rank has updated is broadcast to the others.
    """

    name = "torch.Network.zero"
    imports = ("torch.distributed.optim",)

    def trainer(self) -> Any:
        """Below."""
        return train


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    import torch
    from torch.distributed.optim import ZeroRedundancyOptimizer
    from torch.nn.parallel import DistributedDataParallel

    model = DistributedDataParallel(job.recipe.network().to(rank.device), gradient_as_bucket_view=True)
    optimizer = ZeroRedundancyOptimizer(model.parameters(), torch.optim.Adam, lr=job.recipe.learning_rate)
    descend(rank, MappedRows(job.data, rank.device), job.batches(), model, optimizer)
    # Its own state is a copy made for checkpoints; what a rank works with is that of the optimiser within.
    held = held_bytes(*state_of(model, optimizer.optim))
    return Trained(layers_of(model) if rank.number == 0 else [], held)


PLUGIN = ZeroNetwork
