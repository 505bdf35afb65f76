"""What PyTorch solvers on several processes share: ranks in one process group, between which tensors are exchanged."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import tempfile
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Tuple

from workbench.contracts import Context, Solver
from workbench.errors import CannotRun
from workbench.solvers._fitted_layers import FittedLayers, Layer
from workbench.solvers._ranks import Ranks
from workbench.solvers._torch import DEVICES, ENVIRONMENT, REQUIRES, device_of, layers_of, load, require_dense
from workbench.solvers._torch_rows import Rank, coded

COLLECTIVES = {"cpu": "gloo", "cuda": "nccl"}


class Trained(NamedTuple):
    """What a rank has after a call: those layers that it is asked for (the first rank all, or each its own) and the
    bytes of parameters, gradients and the optimiser's state that it held."""

    layers: List[Layer]
    state_bytes: int


class Outcome(NamedTuple):
    """A call of one rank: what it trained, and the most memory it had."""

    trained: Trained
    peak_bytes: int


class Told(NamedTuple):
    """What every rank is told as it is started."""

    imports: Tuple[str, ...]
    meeting_file: str
    device: str
    threads: int
    train: Callable[[Rank, Any], Trained]
    job: Any


class RankSolver(Solver):
    """Trains on `workers` processes that stand between calls, joined by gloo on the loopback (on cards: by NCCL).

    They meet through a file in the trial's own folder. Each has `threads_per_worker` threads, and reads the rows from
    the mapped file. Starting them and importing PyTorch is the phase `start`. Tells `rank_state_bytes` (parameters,
    gradients and the optimiser's state) and `rank_peak_bytes` (resident memory of its process since the last reset of
    the kernel's peak; on a card: what PyTorch allocated there), both of the rank that has most.
    """

    requires = REQUIRES
    environment = ENVIRONMENT
    tasks = ("classification",)
    devices = DEVICES
    scales_with = "own"
    imports: Tuple[str, ...] = ()
    """What a rank imports beside PyTorch before it stands, so that no call does."""

    def job(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - for those who override it
        """What a rank needs to know beside its number."""
        raise TypeError("solver %r has no job()" % self.name)

    def trainer(self) -> Callable[[Rank, Any], Trained]:
        """What every rank runs at each call: a function of a module, which it imports by name."""
        raise TypeError("solver %r has no trainer()" % self.name)

    def setup(self, data: Any) -> None:
        """PyTorch itself is imported by the ranks."""
        require_dense(data.X_train)
        self._ranks = Ranks()
        self.classes, self.codes = coded(data.y_train)

    def start(self, data: Any, context: Context) -> None:
        """Start the ranks and have them meet. Raises CannotRun for more ranks than cards."""
        if context.device != "cpu" and context.workers > context.cards:
            raise CannotRun("%d ranks need a card each, and the case has %d" % (context.workers, context.cards))
        meeting_file = os.path.join(tempfile.mkdtemp(dir=context.scratch), "meet")
        told = Told(
            self.imports,
            meeting_file,
            context.device,
            context.threads_per_worker,
            self.trainer(),
            self.job(data, context),
        )
        self._ranks.start(context.workers, standing, told)

    def stop(self) -> None:
        """End the ranks."""
        self._ranks.stop()

    def solve(self, data: Any, context: Context) -> FittedLayers:  # noqa: ARG002 - the ranks have the data
        """Have the ranks train."""
        outcomes = self._ranks.call()
        context.tell("rank_state_bytes", max(outcome.trained.state_bytes for outcome in outcomes))
        context.tell("rank_peak_bytes", max(outcome.peak_bytes for outcome in outcomes))
        return FittedLayers([layer for outcome in outcomes for layer in outcome.trained.layers], self.classes)


@contextlib.contextmanager
def standing(number: int, count: int, told: Told) -> Iterator[Callable[[], Outcome]]:
    """Be a member of the process group within."""
    os.environ.update(_loopback())
    load()
    for name in told.imports:
        importlib.import_module(name)
    import torch
    from torch import distributed

    torch.set_num_threads(told.threads)
    device = device_of(told.device, number)
    distributed.init_process_group(
        COLLECTIVES[device.type], init_method="file://" + told.meeting_file, rank=number, world_size=count
    )
    rank = Rank(number, count, device)
    try:
        yield lambda: _outcome(rank, told)
    finally:
        distributed.destroy_process_group()


def _outcome(rank: Rank, told: Told) -> Outcome:
    import torch

    on_card = rank.device.type == "cuda"
    if on_card:
        torch.cuda.reset_peak_memory_stats(rank.device)
    trained = told.train(rank, told.job)
    return Outcome(trained, torch.cuda.max_memory_allocated(rank.device) if on_card else _peak_bytes())


def _loopback() -> Dict[str, str]:
    """Without these, gloo and NCCL listen on the address that the machine's name resolves to."""
    name = next((name for _, name in socket.if_nameindex() if name.startswith("lo")), "lo")
    return {"GLOO_SOCKET_IFNAME": name, "NCCL_SOCKET_IFNAME": name}


def _peak_bytes() -> int:
    """VmHWM of this process (proc(5)): not inherited from whoever started it, as `ru_maxrss` is."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def held_bytes(*kept: Any) -> int:
    """The bytes of these tensors in this process, None among them and views of one piece of memory counted once."""
    found = {}
    for tensor in kept:
        if tensor is not None:
            memory = getattr(tensor, "_local_tensor", tensor).untyped_storage()
            found[memory.data_ptr()] = memory.nbytes()
    return sum(found.values())


def state_of(module: Any, optimizer: Any) -> List[Any]:
    """Parameters, gradients, and the tensors that the optimiser keeps of each."""
    parameters = list(module.parameters())
    return parameters + [parameter.grad for parameter in parameters] + tensors_in(dict(optimizer.state))


def tensors_in(kept: Any) -> List[Any]:
    """The tensors among values, lists and tables of them."""
    import torch

    if isinstance(kept, (list, tuple, dict)):
        return [tensor for each in (kept.values() if isinstance(kept, dict) else kept) for tensor in tensors_in(each)]
    return [kept] if torch.is_tensor(kept) else []


def replicated(rank: Rank, module: Any, optimizer: Any) -> Trained:
    """The outcome where every rank can tell all layers: the first one does. All ranks must ask."""
    layers = layers_of(module)
    return Trained(layers if rank.number == 0 else [], held_bytes(*state_of(module, optimizer)))
