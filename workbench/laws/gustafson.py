"""Gustafson's law: with more workers one solves a larger problem, and the serial part doesn't grow with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Gustafson(Law):
    """T(p) = T1·p/[s + (1 − s)·p]: the work grows with p, and the scaled speed-up p·T1/T(p) is s + (1 − s)·p.

    s is the share of the time that is serial when one worker does its share of the work. For weak-scaling experiments
    only, and never held against laws of strong scaling. 1/T(p) is linear: c0/p + c1 with c0 = s/T1, c1 = (1 − s)/T1.
    Source: J. L. Gustafson, Reevaluating Amdahl's law, CACM 31 (1988).
    """

    name = "gustafson"
    formula = "T(p) = T1·p/[s + (1 − s)·p]"
    source = "Gustafson 1988"
    experiment = "weak"
    reciprocal = True
    parameters = {
        "serial_fraction": Quantity("share of the time that is serial", (1.0, 0.0), (1.0, 1.0), high=1.0),
        "seconds_at_1": Quantity("seconds of one worker with its share of the work", (1.0, 1.0), power=-1.0),
    }
    answers = {
        "serial_fraction": parameters["serial_fraction"],
        "scaled_speedup_per_worker": Quantity("scaled speed-up that each further worker adds", (0.0, 1.0), (1.0, 1.0)),
    }
    lower_bounds = (0.0, 0.0)
    minimum_levels = 3

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/p and 1, whose product with the coefficients is 1/T(p)."""
        import numpy as np

        return np.column_stack((1.0 / workers, np.ones_like(workers)))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """The serial and the parallel share of a run a second."""
        rate = 1.0 / parameters["seconds_at_1"]
        return (rate * parameters["serial_fraction"], rate * (1.0 - parameters["serial_fraction"]))


PLUGIN = Gustafson
