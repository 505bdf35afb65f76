"""What the PyTorch solvers share: their environment, where they compute, and layers as they are made and taken home.

Nothing here knows what it computes on but by the device that it is given.
"""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, Sequence

from workbench.errors import CannotRun, PluginError
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._fitted_layers import Layer

ENVIRONMENT = DeclaredEnvironment("torch", ("torch==2.13.*", "numpy==2.*", "array-api-compat==1.*"))
REQUIRES = {"torch": "pip install torch"}
DEVICES = ("cpu", "cuda")


def load() -> None:
    """Import PyTorch with what its first step of an optimiser would import, which takes longer than PyTorch itself."""
    import torch._dynamo  # noqa: F401


def device_of(kind: str, number: int = 0) -> Any:
    """The torch.device of a kind, the card `number` where it has several."""
    import torch

    return torch.device(kind) if kind == "cpu" else torch.device(kind, number)


def finish(device: Any) -> None:
    """Wait until `device` has done what it was asked for; the CPU has."""
    import torch

    if device.type == "cuda":
        torch.cuda.synchronize(device)


def require_positive(values: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise PluginError with each of these parameters that is 0 or less."""
    wrong = ["%s is %s" % (name, values[name]) for name in names if not values[name] > 0]
    if wrong:
        raise PluginError("%s; it must be more than 0" % "; ".join(wrong))


def outputs_of(classes: Any) -> int:
    """How many outputs tell the classes apart: one for two, else one each. Raises CannotRun for a single class."""
    if len(classes) < 2:
        raise CannotRun("the training rows are all of one class")
    return 1 if len(classes) == 2 else len(classes)


def require_dense(rows: Any) -> None:
    """Raise CannotRun for sparse rows."""
    if hasattr(rows, "toarray"):
        raise CannotRun("PyTorch's dense layers take no sparse rows, and these are")


def network(widths: Sequence[int], seed: int) -> Any:
    """Dense layers from each width to the next with ReLU between them, by PyTorch's own initial values; on the CPU.

    The same seed gives the same values, whatever they are moved to or split into afterwards.
    """
    import torch

    modules: List[Any] = []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for inputs, outputs in zip(widths, widths[1:]):
            modules += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def linear(inputs: int, outputs: int) -> Any:
    """One dense layer that begins at 0, as convex problems do."""
    import torch

    layer = torch.nn.Linear(inputs, outputs)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    return layer


def log_loss(outputs: Any, codes: Any, rows: int) -> Any:
    """Σ −log P(class) over these outputs, divided by `rows`: a batch's mean, or one rank's share of that.

    One output is the log-odds of the second of two classes; `codes` number the classes.
    """
    from torch.nn import functional

    if outputs.shape[1] == 1:
        odds = outputs.squeeze(1)
        return functional.binary_cross_entropy_with_logits(odds, codes.to(odds.dtype), reduction="sum") / rows
    return functional.cross_entropy(outputs, codes, reduction="sum") / rows


def layers_of(module: Any) -> List[Layer]:
    """Weights and biases of every dense layer, as NumPy arrays on the CPU. A collective where they are sharded."""
    import torch

    return [(_array(each.weight), _array(each.bias)) for each in module.modules() if isinstance(each, torch.nn.Linear)]


def _array(values: Any) -> Any:
    whole = values.full_tensor() if hasattr(values, "full_tensor") else values
    return whole.detach().cpu().numpy().copy()
