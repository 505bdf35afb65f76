"""What solvers on arrays of any library share beside their device: a choice of numbers, and passes over the rows."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from workbench.errors import PluginError
from workbench.solvers._device_solver import DeviceSolver

ITEM_BYTES = {"float64": 8, "float32": 4}
"""The precisions that libraries share, and the size of one number."""


def require_precision(values: Mapping[str, Any]) -> None:
    """Raise PluginError for one that not every library has."""
    if values["precision"] not in ITEM_BYTES:
        raise PluginError("precision is %s; it must be %s" % (values["precision"], " or ".join(ITEM_BYTES)))


class ArraySolver(DeviceSolver):
    """Computes in the parameter `precision`."""

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self.precision = str(self.values["precision"])
        self._passes = 1

    def check(self) -> None:
        """The precisions that libraries share."""
        require_precision(self.values)

    def item_bytes(self) -> int:
        """Of one number."""
        return ITEM_BYTES[str(self.precision)]
