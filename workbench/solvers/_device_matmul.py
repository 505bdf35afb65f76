"""What products on a card share: factors there, the product there, the product at home, each in its phase."""

from __future__ import annotations

from typing import Any, Optional

from workbench.contracts import Context, Solver
from workbench.solvers._arrays import Arrays, Library


class DeviceMatmul(Solver):
    """Multiplies the factors on the device of `context`; computes in the precision of the data."""

    tasks = ("matrix-product",)
    library: Library = Arrays

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self._device = self.devices[0]

    def configure(self, context: Context) -> None:
        """Where to compute."""
        self._device = context.device

    def setup(self, data: Any) -> None:
        """Import the library; read the factors: a mapped file would be read in the first call."""
        import numpy as np

        self._factors = np.array(data.left), np.array(data.right)
        self.arrays = self.library(self._device)

    def product(self, left: Any, right: Any) -> Any:
        """Left · right, on the device."""
        return left @ right

    def solve(self, data: Any, context: Context) -> Any:
        """The product in host memory."""
        precision = str(data.left.dtype)
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            left, right = (self.arrays.put(factor, precision) for factor in self._factors)
            self.arrays.wait(left, right)
        with context.phase("compute"):
            found = self.product(left, right)
            self.arrays.wait(found)
        with context.phase("transfer_out"):
            home = self.arrays.take(found)
        peak = self.arrays.peak_bytes()
        if peak is not None:
            context.tell("device_memory_bytes", peak)
        return home
