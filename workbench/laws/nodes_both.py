"""Contention within a node, and a price for each further one: more nodes cure the one and pay the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NodesBoth(Law):
    """T(n, w) = T1·[(1 − γ − σ)/(n·w) + γ/n + σ] + δ·(n − 1).

    γ and σ as in `nodes_contention`, δ as in `nodes_coherency`. With two node counts 1/n, 1 and n − 1 depend on one
    another: it takes three to tell γ from δ. Sources: S. Tang, B.-S. Lee, B. He, Speedup for multi-level parallel
    computing, IPDPS Workshops 2012; N. J. Gunther, Guerrilla Capacity Planning, Springer 2007, chapter 4.
    """

    name = "nodes_both"
    formula = "T(n, w) = T1·[(1 − γ − σ)/(n·w) + γ/n + σ] + δ·(n − 1)"
    source = "Tang, Lee & He 2012; Gunther 2007"
    experiment = "nodes"
    parameters = {
        "serial_fraction": Quantity(
            "share of the work done by one worker of one node alone",
            (0.0, 0.0, 1.0, 0.0),
            (1.0, 1.0, 1.0, 0.0),
            high=1.0,
        ),
        "node_contention": Quantity(
            "share of the work for which the workers of a node queue",
            (0.0, 1.0, 0.0, 0.0),
            (1.0, 1.0, 1.0, 0.0),
            high=1.0,
        ),
        "seconds_per_node": Quantity("seconds that each further node adds", (0.0, 0.0, 0.0, 1.0)),
        "seconds_at_1": Quantity("seconds at one worker on one node", (1.0, 1.0, 1.0, 0.0)),
    }
    answers = {"serial_fraction": parameters["serial_fraction"]}
    lower_bounds = (0.0, 0.0, 0.0, 0.0)
    minimum_levels = 7

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/(n·w), 1/n, 1 and n − 1."""
        import numpy as np

        nodes, each = workers.T
        return np.column_stack((1.0 / (nodes * each), 1.0 / nodes, np.ones_like(nodes), nodes - 1.0))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """Seconds of each column where it is 1."""
        once = parameters["seconds_at_1"]
        serial = once * parameters["serial_fraction"]
        queued = once * parameters["node_contention"]
        return (once - queued - serial, queued, serial, parameters["seconds_per_node"])


PLUGIN = NodesBoth
