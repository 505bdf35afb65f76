"""What PyTorch solvers in one process share: rows to the device, computing there, and the result back."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context, Solver
from workbench.solvers._fitted_layers import FittedLayers
from workbench.solvers._torch import DEVICES, ENVIRONMENT, REQUIRES, device_of, finish, layers_of, load, require_dense
from workbench.solvers._torch_rows import DeviceRows, Rank, Rows, coded


class SingleSolver(Solver):
    """Trains in the trial's own process, on `threads_per_worker` threads or one card.

    All training rows are copied to the device first, as float32 (`transfer_in`); what is trained comes back at the
    end (`transfer_out`). On a card it tells `device_memory_bytes`, what PyTorch allocated there at most.
    """

    requires = REQUIRES
    environment = ENVIRONMENT
    tasks = ("classification",)
    devices = DEVICES

    def trained(self, rank: Rank, rows: Rows, classes: Any, shape: Any, seed: int) -> Any:  # noqa: ARG002 - see job
        """The trained module. `shape` is that of the training rows."""
        raise TypeError("solver %r has no trained()" % self.name)

    def setup(self, data: Any) -> None:
        """Import PyTorch."""
        load()
        import torch

        require_dense(data.X_train)
        self._torch = torch
        self.classes, self._codes = coded(data.y_train)

    def solve(self, data: Any, context: Context) -> FittedLayers:
        """Copy, train, copy back; the card has finished at the end of each."""
        device = device_of(context.device)
        on_card = device.type == "cuda"
        if on_card:
            self._torch.cuda.reset_peak_memory_stats(device)
        with context.phase("transfer_in"):
            rows = DeviceRows(data.X_train, self._codes, device)
            finish(device)
        with context.phase("compute"):
            module = self.trained(Rank(0, 1, device), rows, self.classes, data.X_train.shape, context.seed)
            finish(device)
        with context.phase("transfer_out"):
            layers = layers_of(module)
        if on_card:
            context.tell("device_memory_bytes", self._torch.cuda.max_memory_allocated(device))
        return FittedLayers(layers, self.classes)
