"""How many bytes a second move between memory and the cores."""

from __future__ import annotations

from collections.abc import Callable

from workbench.ceilings._cores import best_round, usable_cpus
from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling
from workbench.telemetry.kernel.caches import last_level_bytes, read_caches
from workbench.telemetry.kernel.containers import read_limits

MEBIBYTE = 1 << 20
LEAST_BYTES = 4 * MEBIBYTE
MOST_BYTES = 512 * MEBIBYTE
UNKNOWN_CACHE_BYTES = 32 * MEBIBYTE
BYTES_AN_ELEMENT = 24


class MemoryBandwidth(CeilingTest):
    """Runs y ← y + a·x over arrays of four times the last cache, on one core and on all at once.

    It is STREAM's triad (McCalpin 1995) done in place: 24 bytes an element, read x, read y, write y. Because y is
    read anyway, its cache lines need no read of their own before they are written: all that moves is counted, where
    a triad into a third array counts 24 bytes and moves 32 (write-allocate).
    """

    name = "memory_bandwidth"
    requires = {
        "numpy": "pip install numpy",
        "psutil": "pip install psutil",
        "scipy": "pip install scipy",
        "threadpoolctl": "pip install threadpoolctl",
    }
    about_seconds = 10.0

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`memory_bandwidth_one_core` and `memory_bandwidth_all_cores` in bytes a second."""
        cpus = usable_cpus()
        cache = last_level_bytes(read_caches())
        size = array_bytes(cache, len(cpus), available_bytes())
        moved = BYTES_AN_ELEMENT * (size // 8)
        one = best_round(triad, size // 8, cpus[:1])
        every = best_round(triad, size // 8, cpus)
        how = f"y ← y + a·x in place, 24 bytes an element, two arrays of {size // MEBIBYTE} MiB"
        how += f"{_doubt(size, cache)}, best of"
        return (
            Ceiling(
                "memory_bandwidth_one_core",
                moved / one.seconds,
                "bytes/s",
                f"{how} {one.rounds} rounds, one process on CPU {cpus[0]}",
            ),
            Ceiling(
                "memory_bandwidth_all_cores",
                len(cpus) * moved / every.seconds,
                "bytes/s",
                f"{how} {every.rounds} rounds, {len(cpus)} processes at once, one a CPU",
            ),
        )


def array_bytes(cache_bytes: int, processes: int, free_bytes: int) -> int:
    """The size of each array: four times all last-level caches, as STREAM's rules ask, as far as memory reaches.

    A quarter of what is free is the most that all processes together take. Raises CannotMeasure below 4 MiB.
    """
    wanted = min(4 * (cache_bytes or UNKNOWN_CACHE_BYTES), MOST_BYTES)
    affordable = free_bytes // (4 * 2 * processes)
    size = min(wanted, affordable)
    if size < LEAST_BYTES:
        raise CannotMeasure(f"{free_bytes // MEBIBYTE} MiB of free memory are too little", "close other programs")
    return size // MEBIBYTE * MEBIBYTE


def available_bytes() -> int:
    """Memory that can be had without swapping, within the container's limit."""
    import psutil

    memory = psutil.virtual_memory()
    limit = read_limits().memory_bytes
    return int(memory.available if limit is None else min(memory.available, limit))


def triad(elements: int) -> Callable[[], object]:
    """y ← y + a·x on one thread, in place."""
    import numpy as np
    from scipy.linalg.blas import daxpy
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    x, y = np.ones(elements), np.zeros(elements)
    return lambda: daxpy(x, y, a=0.5)


def _doubt(size: int, cache_bytes: int) -> str:
    if not cache_bytes:
        return " (no cache size is told here: a larger cache would flatter it)"
    return "" if size >= 4 * cache_bytes else " (less than four times the caches, which flatters it)"


PLUGIN = MemoryBandwidth
