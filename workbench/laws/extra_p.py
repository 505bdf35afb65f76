"""Extra-P's performance model normal form with one term: a curve for what no law with a mechanism describes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Mapping, Tuple

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FALLING_AND_RISING = ("1/4", "1/3", "1/2", "2/3", "3/4", "1")
EXPONENTS = tuple(
    sorted([float(sign * Fraction(text)) for text in FALLING_AND_RISING for sign in (-1, 1)] + [0.0, 1.5, 2.0, 3.0])
)
LOG_EXPONENTS = (0.0, 1.0, 2.0)


class ExtraP(Law):
    """T(p) = c0 + c1·p^i·log2^j(p), with i in {0, ±1/4, ±1/3, ±1/2, ±2/3, ±3/4, ±1, 3/2, 2, 3} and j in {0, 1, 2}.

    A search space of 47 curves, not a mechanism: it describes a range and predicts near it. Source: A. Calotoiu,
    T. Hoefler, M. Poke, F. Wolf, Using automated performance modeling to find scalability bugs in complex codes,
    SC 2013.
    """

    name = "extra_p"
    formula = "T(p) = c0 + c1·p^i·log2^j(p)"
    source = "Calotoiu et al. 2013"
    empirical = True
    parameters = {
        "constant_seconds": Quantity("seconds that don't depend on workers", (1.0, 0.0)),
        "term_seconds": Quantity("seconds of the term that does, where it is 1", (0.0, 1.0)),
    }
    answers = {}
    lower_bounds = (0.0, 0.0)
    minimum_levels = 5
    minimum_reach_workers = 8

    def __init__(self, exponent: float = -1.0, log_exponent: float = 0.0) -> None:
        self.constants = {"exponent": exponent, "log_exponent": log_exponent}

    @classmethod
    def family(cls) -> Tuple[Law, ...]:
        """Every pair of exponents but (0, 0), which is the constant."""
        pairs = ((power, log_power) for power in EXPONENTS for log_power in LOG_EXPONENTS)
        return tuple(cls(power, log_power) for power, log_power in pairs if power or log_power)

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1 and p^i·log2^j(p)."""
        import numpy as np

        term = workers ** self.constants["exponent"] * np.log2(workers) ** self.constants["log_exponent"]
        return np.column_stack((np.ones_like(workers), term))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """They are the parameters."""
        return (parameters["constant_seconds"], parameters["term_seconds"])


PLUGIN = ExtraP
