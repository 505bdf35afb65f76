"""How fast matrices are multiplied."""

from __future__ import annotations

from collections.abc import Callable

from workbench.ceilings._cores import best_round, usable_cpus
from workbench.contracts import CeilingTest
from workbench.model.ceiling import Ceiling

ROWS = 1024


class DenseMatrices(CeilingTest):
    """Multiplies double-precision matrices by the BLAS that NumPy has, on one core and on all at once."""

    name = "dense_matrices"
    requires = {"numpy": "pip install numpy", "threadpoolctl": "pip install threadpoolctl"}
    about_seconds = 8.0

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`dgemm_one_core` and `dgemm_all_cores` in floating-point operations a second."""
        cpus = usable_cpus()
        each = 2.0 * ROWS**3
        size = f"{ROWS} × {ROWS} float64, NumPy's BLAS with one thread, best of"
        one = best_round(multiplication, ROWS, cpus[:1])
        every = best_round(multiplication, ROWS, cpus)
        return (
            Ceiling(
                "dgemm_one_core",
                each / one.seconds,
                "flop/s",
                f"{size} {one.rounds} rounds, one process on CPU {cpus[0]}",
            ),
            Ceiling(
                "dgemm_all_cores",
                len(cpus) * each / every.seconds,
                "flop/s",
                f"{size} {every.rounds} rounds, {len(cpus)} processes at once, one a CPU",
            ),
        )


def multiplication(rows: int) -> Callable[[], object]:
    """C ← A·B on one thread: 2 n³ operations."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    random = np.random.default_rng(0)
    left, right, product = random.random((rows, rows)), random.random((rows, rows)), np.empty((rows, rows))
    return lambda: np.matmul(left, right, out=product)


PLUGIN = DenseMatrices
