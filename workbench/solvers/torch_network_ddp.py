"""PyTorch's DistributedDataParallel on the small network."""

from __future__ import annotations

from typing import Any

from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, replicated
from workbench.solvers._torch_rows import MappedRows, Rank
from workbench.solvers._torch_training import descend


class DataParallelNetwork(NetworkSolver):
    """The network of `torch.Network` by DistributedDataParallel: a whole copy a rank, each takes a part of every batch.

    Gradients are averaged over the ranks by all-reduce while they are computed (Li et al., PyTorch Distributed, VLDB
    2020). Memory a rank is that of the whole network, whatever the number of ranks.
    """

    name = "torch.Network.ddp"

    def trainer(self) -> Any:
        """Below."""
        return train


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    from torch.nn.parallel import DistributedDataParallel

    model = DistributedDataParallel(job.recipe.network().to(rank.device), gradient_as_bucket_view=True)
    optimizer = job.recipe.adam(model.parameters())
    descend(rank, MappedRows(job.data, rank.device), job.batches(), model, optimizer)
    return replicated(rank, model, optimizer)


PLUGIN = DataParallelNetwork
