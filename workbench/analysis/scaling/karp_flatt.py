"""The experimentally determined serial fraction (Karp & Flatt, Measuring parallel processor performance, CACM 1990).

e(p) = (1/S − 1/p) / (1 − 1/p) with S = T(1)/T(p). Flat over p: a serial part; rising: overhead that grows with
workers; below 0: faster than p times. It is not clipped at 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from workbench.analysis.scaling.level_speedups import LevelSpeedup
from workbench.model.scaling import KarpFlatt


def karp_flatt(speedups: Sequence[LevelSpeedup]) -> tuple[KarpFlatt, ...]:
    """e(p) at every level above one worker; e falls as S rises, so the ends of log S are the ends of e."""
    return tuple(
        KarpFlatt(
            found.workers,
            found.estimate(
                serial_fraction(found.log_speedup, found.workers),
                None if found.high is None else serial_fraction(found.high, found.workers),
                None if found.low is None else serial_fraction(found.low, found.workers),
            ),
        )
        for found in speedups
    )


def serial_fraction(log_speedup: float, workers: int) -> float:
    """e for one speed-up, given as its logarithm."""
    return (exp(-log_speedup) - 1.0 / workers) / (1.0 - 1.0 / workers)
