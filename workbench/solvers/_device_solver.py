"""What solvers on a device share: where they compute, and the way there and home, each in its phase."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from workbench.contracts import Context, Solver
from workbench.solvers._arrays import Arrays, Library


class DeviceSolver(Solver):
    """Computes with one library's arrays, in numbers of `precision`, on the device that the case has.

    The time of a call is from host memory to host memory; its phase `compute` alone is that of data which are on the
    device already. The warm-up is the first call: libraries load kernels, or compile, in that.
    """

    library: Library = Arrays

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self._device = self.devices[0]
        self.compiles = type(self).compiles or self.library.compiles

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
        self.arrays.tell_peak(context)
        return found
