"""Several short rounds, and the one figure they come to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def timed_rounds(work: Callable[[], object], rounds: int, most_seconds: float, least: int = 3) -> list[float]:
    """Seconds that `work` took in each round: `rounds` of them, fewer (but `least`) once `most_seconds` are spent."""
    found: list[float] = []
    began = time.perf_counter()
    while len(found) < rounds and (len(found) < least or time.perf_counter() - began < most_seconds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def best_rate(amount: float, seconds: list[float]) -> float:
    """`amount` a second in the fastest round, as STREAM and HPL report: other work can only slow a round down."""
    return amount / min(seconds)


def median(seconds: list[float]) -> float:
    """The usual figure for a latency: its distribution has a long tail that neither end tells of."""
    return statistics.median(seconds)
