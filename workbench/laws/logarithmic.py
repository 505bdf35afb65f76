"""Amdahl's law with communication along a tree: every doubling of the workers adds one step."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Logarithmic(Law):
    """T(p) = T1·[(1 − σ)/p + σ] + λ·log2(p), λ the seconds of one step of a reduction along a tree.

    A reduction, broadcast or all-reduce of short messages among p workers takes ⌈log2 p⌉ steps. Fastest at
    p = T1·(1 − σ)·ln 2 / λ. Source: R. Thakur, R. Rabenseifner, W. Gropp, Optimization of collective communication
    operations in MPICH, IJHPCA 19 (2005), section 3.
    """

    name = "logarithmic"
    formula = "T(p) = T1·[(1 − σ)/p + σ] + λ·log2(p)"
    source = "Thakur, Rabenseifner & Gropp 2005"
    parameters = {
        "serial_fraction": Quantity(
            "share of the work done by one worker alone", (0.0, 1.0, 0.0), (1.0, 1.0, 0.0), high=1.0
        ),
        "seconds_per_doubling": Quantity("seconds that each doubling of the workers adds", (0.0, 0.0, 1.0)),
        "seconds_at_1": Quantity("seconds at one worker", (1.0, 1.0, 0.0)),
    }
    answers = {
        "serial_fraction": parameters["serial_fraction"],
        "peak_workers": Quantity(
            "worker count beyond which it gets slower", (log(2.0), 0.0, 0.0), (0.0, 0.0, 1.0), closed=True
        ),
    }
    levers = {"serial part": 1, "communication": 2}
    lower_bounds = (0.0, 0.0, 0.0)
    minimum_levels = 6
    minimum_reach_workers = 16

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/p, 1 and log2 p."""
        import numpy as np

        return np.column_stack((1.0 / workers, np.ones_like(workers), np.log2(workers)))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """The shared and the serial seconds, and those of one step."""
        serial = parameters["seconds_at_1"] * parameters["serial_fraction"]
        return (parameters["seconds_at_1"] - serial, serial, parameters["seconds_per_doubling"])


PLUGIN = Logarithmic
