"""Work that is shared out perfectly, at a price for every worker: starting it, sending it its share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from workbench.contracts import Law, Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class StartUp(Law):
    """T(p) = W/p + δ·p, W the seconds of work, δ the seconds that each worker costs whoever starts it.

    Fastest at p = √(W/δ). The overhead is that of Flatt and Kennedy, growing by the same for every worker. With a
    serial part besides it would be the Universal Scalability Law with other names for the same three numbers (1/p,
    1 and p span what 1/p, 1 and p − 1 do), so only the law without one is told apart. In simulation (2 % noise
    shared by a level, 3 % within) six levels took one for the other in 15 % of cases, seven in 5 %, eight in 2 %.
    Source: H. P. Flatt, K. Kennedy, Performance of parallel processors, Parallel Computing 12 (1989).
    """

    name = "start_up"
    formula = "T(p) = W/p + δ·p"
    source = "Flatt & Kennedy 1989"
    parameters = {
        "work_seconds": Quantity("seconds of work that is shared out", (1.0, 0.0)),
        "seconds_per_worker": Quantity("seconds that each worker adds", (0.0, 1.0)),
    }
    answers = {
        "peak_workers": Quantity(
            "worker count beyond which it gets slower", (1.0, 0.0), (0.0, 1.0), power=0.5, closed=True
        ),
    }
    levers = {"cost of a worker": 1}
    lower_bounds = (0.0, 0.0)
    minimum_levels = 8
    minimum_reach_workers = 16

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns 1/p and p."""
        import numpy as np

        return np.column_stack((1.0 / workers, workers))

    def coefficients_from(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """They are the parameters."""
        return (parameters["work_seconds"], parameters["seconds_per_worker"])


PLUGIN = StartUp
