"""What products on a card share: factors there, the product there, the product at home."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._device_solver import DeviceSolver


class DeviceMatmul(DeviceSolver):
    """Multiplies the factors on the device of `context`; computes in the precision of the data."""

    tasks = ("matrix-product",)

    def setup(self, data: Any) -> None:
        """Import the library; read the factors: a mapped file would be read in the first call."""
        import numpy as np

        super().setup(data)
        self.precision = str(data.left.dtype)
        self._factors = np.array(data.left), np.array(data.right)

    def product(self, left: Any, right: Any) -> Any:
        """Left · right, on the device."""
        return left @ right

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the contract's
        """The product in host memory."""
        left, right = self.ship(context, *self._factors)
        with context.phase("compute"):
            found = self.product(left, right)
            self.arrays.wait(found)
        (home,) = self.fetch(context, found)
        return home
