"""Workers of one node stand in each other's way: Amdahl's law within each node, which nodes share out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NodesContention(Law):
    """T(n, w) = T1·[(1 − γ − σ)/(n·w) + γ/n + σ], γ what the workers of a node queue for, σ what one worker does alone.

    A node's memory bandwidth, its disk, its link: every node has its own, so more nodes share out what more workers
    on one can't. Source: S. Tang, B.-S. Lee, B. He, Speedup for multi-level parallel computing, IPDPS Workshops 2012
    (E-Amdahl's law, whose levels are these two).
    """

    name = "nodes_contention"
    formula = "T(n, w) = T1·[(1 − γ − σ)/(n·w) + γ/n + σ]"
    source = "Tang, Lee & He 2012"
    experiment = "nodes"
    parameters = {
        "serial_fraction": Quantity(
            "share of the work done by one worker of one node alone", (0.0, 0.0, 1.0), (1.0, 1.0, 1.0), high=1.0
        ),
        "node_contention": Quantity(
            "share of the work for which the workers of a node queue", (0.0, 1.0, 0.0), (1.0, 1.0, 1.0), high=1.0
        ),
        "seconds_at_1": Quantity("seconds at one worker on one node", (1.0, 1.0, 1.0)),
    }
    answers = {"serial_fraction": parameters["serial_fraction"]}
    lower_bounds = (0.0, 0.0, 0.0)
    minimum_levels = 5

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/(n·w), 1/n and 1."""
        import numpy as np

        nodes, each = workers.T
        return np.column_stack((1.0 / (nodes * each), 1.0 / nodes, np.ones_like(nodes)))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """Seconds of each column where it is 1."""
        once = parameters["seconds_at_1"]
        serial = once * parameters["serial_fraction"]
        queued = once * parameters["node_contention"]
        return (once - queued - serial, queued, serial)


PLUGIN = NodesContention
