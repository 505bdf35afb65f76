"""Each further node costs: data go there, and nodes keep one another up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NodesCoherency(Law):
    """T(n, w) = T1·[(1 − σ)/(n·w) + σ] + δ·(n − 1), δ the seconds that each further node adds.

    What one link sends to every other node (a broadcast) and what each node tells all others both grow so. The
    coherency of N. J. Gunther, Guerrilla Capacity Planning (Springer 2007, chapter 4), between nodes.
    """

    name = "nodes_coherency"
    formula = "T(n, w) = T1·[(1 − σ)/(n·w) + σ] + δ·(n − 1)"
    source = "Amdahl 1967; Gunther 2007"
    experiment = "nodes"
    parameters = {
        "serial_fraction": Quantity(
            "share of the work done by one worker of one node alone", (0.0, 1.0, 0.0), (1.0, 1.0, 0.0), high=1.0
        ),
        "seconds_per_node": Quantity("seconds that each further node adds", (0.0, 0.0, 1.0)),
        "seconds_at_1": Quantity("seconds at one worker on one node", (1.0, 1.0, 0.0)),
    }
    answers = {"serial_fraction": parameters["serial_fraction"]}
    lower_bounds = (0.0, 0.0, 0.0)
    minimum_levels = 5

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/(n·w), 1 and n − 1."""
        import numpy as np

        nodes, each = workers.T
        return np.column_stack((1.0 / (nodes * each), np.ones_like(nodes), nodes - 1.0))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """Seconds of each column where it is 1."""
        once = parameters["seconds_at_1"]
        serial = once * parameters["serial_fraction"]
        return (once - serial, serial, parameters["seconds_per_node"])


PLUGIN = NodesCoherency
