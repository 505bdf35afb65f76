"""Arrays of one library on one device: the same formulas then run on any of them, by the array API standard.

Source: Python array API standard, data-apis.org/array-api; the names that array-api-compat gives to a library.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Optional, Tuple, Type, cast

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers import _torch

COMPAT = {"array_api_compat": "pip install array-api-compat"}


class Arrays:
    """What a family of solvers needs of a library. Made in `setup`; its functions are those of `xp`."""

    library = ""
    requires: Mapping[str, str] = {}
    environment: Optional[DeclaredEnvironment] = None
    devices: Tuple[str, ...] = ("cuda",)
    compiles: Optional[str] = None
    """What compiles a function at its first call, where something does."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.xp = self.namespace()

    def namespace(self) -> Any:
        """The module with the standard's functions."""
        raise TypeError("%s has no namespace()" % type(self).__name__)

    def put(self, values: Any, precision: str) -> Any:  # noqa: ARG002 - for those who override it
        """NumPy's array on the device, in `float64` or `float32`."""
        raise TypeError("%s has no put()" % type(self).__name__)

    def take(self, array: Any) -> Any:  # noqa: ARG002 - for those who override it
        """The array as NumPy's, in host memory."""
        raise TypeError("%s has no take()" % type(self).__name__)

    def wait(self, *arrays: Any) -> None:
        """Until the device has made these, and all that was asked of it before."""

    def compiled(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, compiled as one where the library does that."""
        return function

    def smallest(self, values: Any, count: int) -> Any:  # noqa: ARG002 - for those who override it
        """The places of each row's `count` smallest values, in any order: the standard has no such function."""
        raise TypeError("%s has no smallest()" % type(self).__name__)

    def forget_peak(self) -> None:
        """Begin to count the peak of device memory anew."""

    def peak_bytes(self) -> Optional[int]:
        """The most device memory that the library's own allocator held since; None where it doesn't tell."""
        return None

    def tell_peak(self, context: Context) -> None:
        """Tell `device_memory_bytes` of the running call, where the library knows it."""
        peak = self.peak_bytes()
        if peak is not None:
            context.tell("device_memory_bytes", peak)


class Torch(Arrays):
    """PyTorch: CPU and CUDA."""

    library = "torch"
    requires = {"torch": "pip install torch", **COMPAT}
    environment = _torch.ENVIRONMENT
    devices = ("cpu", "cuda")

    def namespace(self) -> Any:
        """PyTorch's functions by the standard's names."""
        import array_api_compat.torch

        return array_api_compat.torch

    def put(self, values: Any, precision: str) -> Any:
        """A copy, also on the CPU: what is mapped read-only can't be a tensor."""
        import numpy as np
        import torch

        return torch.tensor(np.asarray(values), dtype=getattr(torch, precision), device=self.device)

    def take(self, array: Any) -> Any:
        """NumPy's."""
        return array.cpu().numpy()

    def wait(self, *arrays: Any) -> None:  # noqa: ARG002 - the base's
        """The CPU is done when a call returns."""
        import torch

        if self.device == "cuda":
            torch.cuda.synchronize()

    def smallest(self, values: Any, count: int) -> Any:
        """`torch.topk`."""
        return values.topk(count, dim=1, largest=False, sorted=False).indices

    def forget_peak(self) -> None:
        """Of the current card."""
        import torch

        if self.device == "cuda":
            torch.cuda.reset_peak_memory_stats()

    def peak_bytes(self) -> Optional[int]:
        """`max_memory_allocated`: what tensors held, without what the allocator keeps for later."""
        import torch

        return int(torch.cuda.max_memory_allocated()) if self.device == "cuda" else None


class Cupy(Arrays):
    """CuPy: CUDA."""

    library = "cupy"
    requires = {"cupy": "pip install cupy-cuda12x", **COMPAT}
    environment = DeclaredEnvironment("cupy", ("cupy-cuda12x==13.*", "numpy==2.*", "array-api-compat==1.*"))

    def namespace(self) -> Any:
        """CuPy's functions by the standard's names."""
        import array_api_compat.cupy

        return array_api_compat.cupy

    def put(self, values: Any, precision: str) -> Any:
        """From pageable memory, as a program's data are."""
        import cupy
        import numpy as np

        return cupy.asarray(np.asarray(values), dtype=precision)

    def take(self, array: Any) -> Any:
        """NumPy's."""
        import cupy

        return cupy.asnumpy(array)

    def wait(self, *arrays: Any) -> None:  # noqa: ARG002 - the base's
        """For the whole device."""
        import cupy

        cupy.cuda.Device().synchronize()

    def smallest(self, values: Any, count: int) -> Any:
        """`cupy.argpartition`, which sorts: CuPy has nothing cheaper."""
        import cupy

        return cupy.argpartition(values, count - 1, axis=1)[:, :count]

    def forget_peak(self) -> None:
        """Give back what the pool keeps: CuPy tells no peak, but what its pool has taken from the card."""
        import cupy

        cupy.get_default_memory_pool().free_all_blocks()

    def peak_bytes(self) -> Optional[int]:
        """What the memory pool holds: it gives nothing back by itself, so it is the peak."""
        import cupy

        return int(cupy.get_default_memory_pool().total_bytes())


class Jax(Arrays):
    """JAX, whose functions are compiled by XLA at their first call: CPU and CUDA."""

    library = "jax"
    requires = {"jax": 'pip install "jax[cuda12]"'}
    environment = DeclaredEnvironment(
        "jax", ("jax[cuda12]==0.10.*", "numpy==2.*"), variables={"XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
    )
    devices = ("cpu", "cuda")
    compiles = "XLA"

    def namespace(self) -> Any:
        """JAX's own NumPy, in 64 bits where asked: else it would make float32 of float64 silently."""
        import jax

        jax.config.update("jax_enable_x64", True)
        jax.config.update("jax_platforms", self.device)
        return jax.numpy

    def put(self, values: Any, precision: str) -> Any:
        """On the first device of the platform."""
        import jax
        import numpy as np

        return jax.device_put(np.asarray(values, dtype=precision))

    def take(self, array: Any) -> Any:
        """NumPy's."""
        import numpy as np

        return np.asarray(array)

    def smallest(self, values: Any, count: int) -> Any:
        """`jax.lax.top_k` of what is largest below 0."""
        import jax

        return jax.lax.top_k(-values, count)[1]

    def compiled(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """By `jax.jit`."""
        import jax

        return cast("Callable[..., Any]", jax.jit(function))

    def wait(self, *arrays: Any) -> None:
        """For these arrays: JAX has no other way."""
        for array in arrays:
            array.block_until_ready()

    def peak_bytes(self) -> Optional[int]:
        """`peak_bytes_in_use` of XLA's allocator, since the process began; the CPU's tells nothing."""
        import jax

        told = jax.devices()[0].memory_stats() or {}
        return told.get("peak_bytes_in_use")


Library = Type[Arrays]
