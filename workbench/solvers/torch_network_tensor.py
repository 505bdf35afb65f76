"""Tensor parallelism of the small network."""

from __future__ import annotations

from typing import Any

from workbench.errors import PluginError
from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, replicated
from workbench.solvers._torch_rows import MappedRows, Rank
from workbench.solvers._torch_training import descend


class TensorParallelNetwork(NetworkSolver):
    """The network of `torch.Network` with every layer split over the ranks, which all see every row of a batch.

    Layers go in pairs: of the first each rank holds some of the outputs, of the second the inputs that belong to
    them, so that one all-reduce of activations a pair is enough, and one in the backward pass (Shoeybi et al.,
    Megatron-LM, 2019; PyTorch's `parallelize_module`).
    """

    name = "torch.Network.tensor"
    imports = ("torch.distributed.tensor.parallel",)

    def check(self) -> None:
        """Layers make pairs."""
        super().check()
        if self.values["layers"] % 2:
            raise PluginError("layers is %d; they are split in pairs, so it must be even" % self.values["layers"])

    def trainer(self) -> Any:
        """Below."""
        return train


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    import torch
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

    model = job.recipe.network().to(rank.device)
    dense = [name for name, layer in model.named_children() if isinstance(layer, torch.nn.Linear)]
    styles = {name: RowwiseParallel() if place % 2 else ColwiseParallel() for place, name in enumerate(dense)}
    parallelize_module(model, init_device_mesh(rank.device.type, (rank.size,)), styles)
    optimizer = job.recipe.adam(model.parameters())
    descend(rank.alone(), MappedRows(job.data, rank.device), job.batches(), model, optimizer)
    return replicated(rank, model, optimizer)


PLUGIN = TensorParallelNetwork
