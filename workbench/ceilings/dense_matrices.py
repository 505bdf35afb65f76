"""How fast matrices are multiplied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from workbench.ceilings._cores import best_round, usable_cpus
from workbench.contracts import CeilingTest
from workbench.model.ceiling import Ceiling

ROWS = 1024
PRECISIONS = {"dgemm": "float64", "sgemm": "float32"}


class DenseMatrices(CeilingTest):
    """Multiplies matrices in double and in single precision by NumPy's BLAS, on one core and on all at once."""

    name = "dense_matrices"
    requires = {"numpy": "pip install numpy", "threadpoolctl": "pip install threadpoolctl"}
    about_seconds = 12.0

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`dgemm_one_core`, `dgemm_all_cores`, `sgemm_one_core`, `sgemm_all_cores`: operations a second."""
        return tuple(found for name, precision in PRECISIONS.items() for found in _limits(name, precision))


def _limits(name: str, precision: str) -> Iterator[Ceiling]:
    cpus = usable_cpus()
    each = 2.0 * ROWS**3
    work = partial(multiplication, precision=precision)
    size = f"{ROWS} × {ROWS} {precision}, NumPy's BLAS with one thread, best of"
    one, every = best_round(work, ROWS, cpus[:1]), best_round(work, ROWS, cpus)
    alone = f"{size} {one.rounds} rounds, one process on CPU {cpus[0]}"
    at_once = f"{size} {every.rounds} rounds, {len(cpus)} processes at once, one a CPU"
    yield Ceiling(f"{name}_one_core", each / one.seconds, "flop/s", alone)
    yield Ceiling(f"{name}_all_cores", len(cpus) * each / every.seconds, "flop/s", at_once)


def multiplication(rows: int, precision: str = "float64") -> Callable[[], object]:
    """C ← A·B on one thread: 2 n³ operations."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    random = np.random.default_rng(0)
    left, right = (random.random((rows, rows)).astype(precision) for _ in range(2))
    product = np.empty_like(left)
    return lambda: np.matmul(left, right, out=product)


PLUGIN = DenseMatrices
