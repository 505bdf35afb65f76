"""DeepSpeed's ZeRO on the small network."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import Any, List

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._torch import REQUIRES, layers_of
from workbench.solvers._torch_network import NetworkJob, NetworkSolver
from workbench.solvers._torch_ranks import Trained, held_bytes, state_of, tensors_in
from workbench.solvers._torch_rows import MappedRows, Rank
from workbench.solvers._torch_training import descend

COMPILED_FOR_CPUS = "deepspeed_shm_comm"
"""Its all-reduce through shared memory: C++ that it would compile when first used, into the person's home."""


class ZeroNetwork(NetworkSolver):
    """The network of `torch.Network` by DeepSpeed's ZeRO, in 32-bit numbers on gloo.

    Beyond what `zero-1` divides among the ranks, which is Adam's state, `zero-2` divides the gradients and `zero-3` the
    parameters too, gathering each layer when it is used (Rajbhandari et al., SC 2020). `zero-0` divides nothing. As
    DeepSpeed does unless told otherwise, `zero-3` keeps parameters of fewer than 100,000 numbers whole on every rank:
    of a small network it then holds more than `zero-2`. Gradients count in `rank_state_bytes` right before a step.
    """

    name = "deepspeed.Network"
    variants = ("zero-1", "zero-2", "zero-3", "zero-0")
    requires = {**REQUIRES, "deepspeed": "pip install deepspeed"}
    environment = DeclaredEnvironment("deepspeed", ("torch==2.13.*", "deepspeed==0.19.*", "numpy==2.*"))

    imports = ("deepspeed",)

    def configure(self, context: Context) -> None:
        """DeepSpeed chooses what it computes on when it is imported; the ranks inherit this."""
        os.environ["DS_ACCELERATOR"] = context.device

    def trainer(self) -> Any:
        """Below."""
        return train


def train(rank: Rank, job: NetworkJob) -> Trained:
    """What a rank runs."""
    stage = int(str(job.recipe.variant)[-1])
    model = job.recipe.network().to(rank.device)
    engine = _engine(rank, model, job.recipe.adam(model.parameters()), stage, job.recipe.batch_rows)
    try:
        steps = _Steps(engine, model)
        descend(rank, MappedRows(job.data, rank.device), job.batches(), engine, steps, engine.backward)
        with _whole(model, stage):
            return Trained(layers_of(model) if rank.number == 0 else [], steps.state_bytes)
    finally:
        engine.destroy()


class _Steps:
    """An engine in the words of an optimiser. Its backward pass averages over the ranks, its step clears gradients."""

    def __init__(self, engine: Any, model: Any) -> None:
        self._engine = engine
        self._model = model
        self.state_bytes = 0

    def zero_grad(self) -> None:
        """The engine has done so."""

    def step(self) -> None:
        """Count what is held while the gradients are, then have the engine take a step."""
        self.state_bytes = held_bytes(*_state(self._model, self._engine.optimizer))
        self._engine.step()


def _engine(rank: Rank, model: Any, optimizer: Any, stage: int, batch_rows: int) -> Any:
    # The process group stands already; these are what DeepSpeed looks for beside it.
    os.environ.update(RANK=str(rank.number), LOCAL_RANK=str(rank.number), WORLD_SIZE=str(rank.size))
    import deepspeed

    deepspeed.utils.logger.setLevel(logging.ERROR)
    deepspeed.ops.__compatible_ops__[COMPILED_FOR_CPUS] = False
    settings = {
        "train_micro_batch_size_per_gpu": max(1, batch_rows // rank.size),
        "gradient_accumulation_steps": 1,
        "gradient_clipping": 0.0,
        "zero_optimization": {"stage": stage},
        "zero_allow_untested_optimizer": True,
        "zero_force_ds_cpu_optimizer": False,
    }
    engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer, dist_init_required=False, config=settings)
    return engine


def _state(model: Any, optimizer: Any) -> List[Any]:
    """The module's tensors and those that ZeRO keeps: its part of all, flat, and what Adam has of that part."""
    parts = [getattr(parameter, "ds_tensor", None) for parameter in model.parameters()]
    own = [tensor for kept in vars(optimizer).values() for tensor in tensors_in(kept)]
    return state_of(model, getattr(optimizer, "optimizer", optimizer)) + parts + own


def _whole(model: Any, stage: int) -> Any:
    """Within it every rank has all parameters."""
    if stage < 3:
        return contextlib.nullcontext()
    import deepspeed

    return deepspeed.zero.GatheredParameters(list(model.parameters()))


PLUGIN = ZeroNetwork
