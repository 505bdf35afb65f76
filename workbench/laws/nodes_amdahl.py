"""Amdahl's law over the workers of all nodes: only how many there are matters, not on how many nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NodesAmdahl(Law):
    """T(n, w) = T1·[(1 − σ)/(n·w) + σ] with w workers on each of n nodes: the null hypothesis of the laws of nodes.

    Source: G. M. Amdahl, Validity of the single processor approach to achieving large scale computing capabilities,
    AFIPS 1967.
    """

    name = "nodes_amdahl"
    formula = "T(n, w) = T1·[(1 − σ)/(n·w) + σ]"
    source = "Amdahl 1967"
    experiment = "nodes"
    parameters = {
        "serial_fraction": Quantity(
            "share of the work done by one worker of one node alone", (0.0, 1.0), (1.0, 1.0), high=1.0
        ),
        "seconds_at_1": Quantity("seconds at one worker on one node", (1.0, 1.0)),
    }
    answers = {"serial_fraction": parameters["serial_fraction"]}
    lower_bounds = (0.0, 0.0)
    minimum_levels = 4

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/(n·w) and 1."""
        import numpy as np

        nodes, each = workers.T
        return np.column_stack((1.0 / (nodes * each), np.ones_like(nodes)))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """Seconds of each column where it is 1."""
        once = parameters["seconds_at_1"]
        serial = once * parameters["serial_fraction"]
        return (once - serial, serial)


PLUGIN = NodesAmdahl
