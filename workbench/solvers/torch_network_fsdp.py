"""PyTorch's fully sharded data parallelism on the small network."""

from __future__ import annotations

from typing import Any

from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, replicated
from workbench.solvers._torch_rows import MappedRows, Rank
from workbench.solvers._torch_training import descend


class FullyShardedNetwork(NetworkSolver):
    """As `torch.Network.ddp`, but parameters, gradients and Adam's state lie in parts on the ranks (`fully_shard`).

    Each layer is gathered right before it is used and let go after, in the forward and again in the backward pass
    (Zhao et al., PyTorch FSDP, VLDB 2023; the third stage of ZeRO).
    """

    name = "torch.Network.fsdp"
    imports = ("torch.distributed.fsdp",)

    def trainer(self) -> Any:
        """Below."""
        return train


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    import torch
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    mesh = init_device_mesh(rank.device.type, (rank.size,))
    model = job.recipe.network().to(rank.device)
    for layer in model:
        if isinstance(layer, torch.nn.Linear):
            fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    optimizer = job.recipe.adam(model.parameters())
    descend(rank, MappedRows(job.data, rank.device), job.batches(), model, optimizer)
    return replicated(rank, model, optimizer)


PLUGIN = FullyShardedNetwork
