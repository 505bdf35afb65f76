"""Matrix products by a kernel of our own, written with Triton."""

from __future__ import annotations

import importlib
from typing import Any

from workbench.solvers._arrays import Torch
from workbench.solvers._device_matmul import DeviceMatmul

BLOCK_ROWS, BLOCK_COLUMNS, BLOCK_INNER = 64, 64, 32


class Matmul(DeviceMatmul):
    """A program a tile of 64 × 64 entries, which adds up products of tiles; float32 is not rounded to TF32.

    Triton compiles it at the first call and reads no memory but by whole tiles (Tillet, Kung and Cox, MAPL 2019).
    """

    name = "triton.matmul"
    library = Torch
    requires = {"triton": "pip install triton", **Torch.requires}
    environment = Torch.environment
    devices = ("cuda",)
    compiles = "Triton"

    def setup(self, data: Any) -> None:
        """Import the kernel: Triton reads its source, so it has a file of its own."""
        super().setup(data)
        self._kernel = importlib.import_module("workbench.solvers._triton_kernel").kernel()

    def product(self, left: Any, right: Any) -> Any:
        """A grid of programs that covers the product."""
        rows, inner, columns = left.shape[0], left.shape[1], right.shape[1]
        found = left.new_empty((rows, columns))
        grid = (-(-rows // BLOCK_ROWS), -(-columns // BLOCK_COLUMNS))
        strides = (*left.stride(), *right.stride(), *found.stride())
        blocks = (BLOCK_ROWS, BLOCK_COLUMNS, BLOCK_INNER)
        self._kernel[grid](left, right, found, rows, columns, inner, *strides, *blocks)
        return found


PLUGIN = Matmul
