"""The Universal Scalability Law: besides waiting for one another, workers keep one another up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class UniversalScalability(Law):
    """T(p) = T1·[(1 − σ)/p + σ + κ·(p − 1)], σ contention, κ coherency, T1 = 1/`throughput_at_1`.

    The same as X(p) = λ·p / [1 + σ·(p − 1) + κ·p·(p − 1)] with λ = 1/T1. With κ > 0 throughput peaks at
    p = √((1 − σ)/κ) workers and falls beyond. In coefficients: T(p) = c0/p + c1 + c2·(p − 1). Sources:
    N. J. Gunther, A simple capacity model of massively parallel transaction systems, CMG 1993; Guerrilla
    Capacity Planning, Springer 2007, chapter 4.
    """

    name = "usl"
    formula = "T(p) = T1·[(1 − σ)/p + σ + κ·(p − 1)]"
    source = "Gunther 1993, 2007"
    parameters = {
        "contention": Quantity("share of the work for which workers queue", (0.0, 1.0, 0.0), (1.0, 1.0, 0.0), high=1.0),
        "coherency": Quantity(
            "work added by each further worker, as a share of the whole", (0.0, 0.0, 1.0), (1.0, 1.0, 0.0)
        ),
        "throughput_at_1": Quantity("runs a second at one worker", (1.0, 1.0, 0.0), power=-1.0),
    }
    answers = {
        "serial_fraction": parameters["contention"],
        "peak_workers": Quantity(
            "worker count beyond which it gets slower", (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), power=0.5, closed=True
        ),
        "coordination_overtakes_at": Quantity(
            "worker count from which coordination costs more than the serial part",
            (0.0, 1.0, 1.0),
            (0.0, 0.0, 1.0),
            low=1.0,
            closed=True,
        ),
    }
    levers = {"serial part": 1, "coordination": 2}
    lower_bounds = (0.0, 0.0, 0.0)
    minimum_levels = 4
    minimum_reach_workers = 8

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/p, 1 and p − 1."""
        import numpy as np

        return np.column_stack((1.0 / workers, np.ones_like(workers), workers - 1.0))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """The shared and the serial seconds, and those that each further worker adds."""
        once = 1.0 / parameters["throughput_at_1"]
        serial = once * parameters["contention"]
        return (once - serial, serial, once * parameters["coherency"])


PLUGIN = UniversalScalability
