"""How seconds depend on workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, Mapping, NamedTuple, Sequence, Tuple

from workbench.contracts.plugin import Plugin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Quantity(NamedTuple):
    """What a law says in one number: (numerator · c / denominator · c) ** power, c being its coefficients.

    Both rows have one entry a coefficient; an empty denominator means 1. `low` and `high` bound the number
    itself; one that is `closed` is an answer only where its interval has an end on both sides. Written so, an
    interval needs nothing but the rows: holding a quantity at a value is one linear equation in the coefficients.
    """

    meaning: str
    numerator: Tuple[float, ...]
    denominator: Tuple[float, ...] = ()
    power: float = 1.0
    low: float = 0.0
    high: float = float("inf")
    closed: bool = False


class Law(Plugin):
    """How seconds depend on workers, linear in its coefficients: T(p) = basis(p) · c, or its `reciprocal`, 1/T(p).

    `formula` is in plain text, `source` the paper. `parameters` are the numbers that define the law,
    `answers` what else follows from it (`serial_fraction`, `peak_workers`, ...). `lower_bounds` has one entry
    a coefficient: 0 or minus infinity. It is fitted from `minimum_levels` worker counts on, the largest being
    at least `minimum_reach_workers`. `experiment` is `strong` (the same work at every level) or `weak` (work
    grows with the workers) or `nodes` (the same work on several nodes with several workers on each: `basis` then takes
    places (n, 2), levels are places, the reach is that of a node's workers, and `T(n, w)` stands for T(p)); a law is
    never fitted to another kind of data. A law with exponents is a family of such laws, each with the exponents as its
    `constants`. An `empirical` one describes and explains nothing: it is believed only where no other law fits.
    `levers` names the parts that could be mended, and which coefficient each is.
    """

    formula = ""
    source = ""
    experiment = "strong"
    reciprocal = False
    empirical = False
    constants: Mapping[str, float] = {}
    parameters: Mapping[str, Quantity] = {}
    answers: Mapping[str, Quantity] = {}
    levers: Mapping[str, int] = {}
    lower_bounds: Tuple[float, ...] = ()
    minimum_levels = 3
    minimum_reach_workers = 2

    @classmethod
    def family(cls) -> Tuple[Law, ...]:
        """The members to try; the one that fits best stands for the law."""
        return (cls(),)

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Workers (n,) → the matrix (n, coefficients) whose product with the coefficients is T(p), or 1/T(p)."""
        raise TypeError("law %r has no basis()" % self.name)

    def coefficients_from(self, parameters: Mapping[str, float]) -> Tuple[float, ...]:
        """The coefficients of a law with these parameters, in the basis' order."""
        raise TypeError("law %r has no coefficients_from()" % self.name)

    def parameters_from(self, coefficients: Sequence[float]) -> Dict[str, float]:
        """The parameters of a law with these coefficients."""
        return {name: quantity_of(quantity, coefficients) for name, quantity in self.parameters.items()}

    def predict(self, parameters: Mapping[str, float], workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds (n,) at each of `workers` (n,)."""
        return self.seconds(workers, self.coefficients_from(parameters))

    def seconds(self, workers: NDArray[np.float64], coefficients: Sequence[float]) -> NDArray[np.float64]:
        """Seconds (n,) at each of `workers` (n,) for coefficients in the basis' order."""
        product: NDArray[np.float64] = self.basis(workers) @ coefficients
        return 1.0 / product if self.reciprocal else product


def quantity_of(quantity: Quantity, coefficients: Sequence[float]) -> float:
    """The number a quantity comes to; infinity where its denominator (or, raised to a negative power, it) is 0."""
    above = sum(factor * value for factor, value in zip(quantity.numerator, coefficients))
    below = sum(factor * value for factor, value in zip(quantity.denominator, coefficients))
    ratio = above if not quantity.denominator else (above / below if below else float("inf"))
    if ratio == 0.0 and quantity.power < 0:
        return float("inf")
    return float(ratio**quantity.power)
