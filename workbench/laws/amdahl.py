"""Amdahl's law: part of the work can't be shared out, so there is a time below which no worker count gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Amdahl(Law):
    """T(p) = T1·[(1 − σ)/p + σ], σ the serial fraction, T1 the seconds at one worker.

    In coefficients: T(p) = c0/p + c1, with c0 = T1·(1 − σ) the work that is shared out and c1 = T1·σ the work
    that is not. Source: G. M. Amdahl, Validity of the single processor approach to achieving large scale
    computing capabilities, AFIPS 1967.
    """

    name = "amdahl"
    formula = "T(p) = T1·[(1 − σ)/p + σ]"
    source = "Amdahl 1967"
    parameters = {
        "serial_fraction": Quantity("share of the work done by one worker alone", (0.0, 1.0), (1.0, 1.0), high=1.0),
        "seconds_at_1": Quantity("seconds at one worker", (1.0, 1.0)),
    }
    answers = {
        "serial_fraction": parameters["serial_fraction"],
        "max_speedup": Quantity("speed-up that no worker count exceeds", (0.0, 1.0), (1.0, 1.0), power=-1.0, low=1.0),
        "seconds_at_infinity": Quantity("seconds that no worker count gets below", (0.0, 1.0)),
    }
    levers = {"serial part": 1}
    lower_bounds = (0.0, 0.0)
    minimum_levels = 3

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/p and 1."""
        import numpy as np

        return np.column_stack((1.0 / workers, np.ones_like(workers)))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """The shared and the serial seconds."""
        serial = parameters["seconds_at_1"] * parameters["serial_fraction"]
        return (parameters["seconds_at_1"] - serial, serial)


PLUGIN = Amdahl
