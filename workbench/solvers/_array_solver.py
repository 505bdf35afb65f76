"""What solvers on arrays of any library share: where they compute, their phases, and what they tell of the device."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from workbench.contracts import Context, Solver
from workbench.errors import PluginError
from workbench.solvers._arrays import Arrays, Library

PRECISIONS = ("float64", "float32")
ITEM_BYTES = {"float64": 8, "float32": 4}


class ArraySolver(Solver):
    """Ships data to the device, computes, and takes the result home, each in its phase.

    The time of a call is from host memory to host memory; its phase `compute` alone is that of data which are on the
    device already. The warm-up is the first call: libraries load kernels, or compile, in that.
    """

    library: Library = Arrays

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self.precision = str(self.values["precision"])
        self._device = self.devices[0]
        self._passes = 1

    def check(self) -> None:
        """The precisions that libraries share."""
        if self.values["precision"] not in PRECISIONS:
            raise PluginError("precision is %s; it must be %s" % (self.values["precision"], " or ".join(PRECISIONS)))

    def configure(self, context: Context) -> None:
        """Where to compute."""
        self._device = context.device

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import the library."""
        self.arrays = self.library(self._device)

    def ship(self, context: Context, *host: Any) -> Sequence[Any]:
        """Host arrays on the device; in the phase `transfer_in`."""
        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            found = [self.arrays.put(each, str(self.precision)) for each in host]
            self.arrays.wait(*found)
        return found

    def fetch(self, context: Context, *there: Any) -> Sequence[Any]:
        """Device arrays at home; in the phase `transfer_out`."""
        with context.phase("transfer_out"):
            found = [self.arrays.take(each) for each in there]
        peak = self.arrays.peak_bytes()
        if peak is not None:
            context.tell("device_memory_bytes", peak)
        return found

    def item_bytes(self) -> int:
        """Of one number."""
        return ITEM_BYTES[str(self.precision)]
