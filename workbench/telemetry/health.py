"""The sampler on itself: its own cost and its gaps."""

from __future__ import annotations

import time
from typing import Callable, Mapping

from workbench.model.trial import SamplerHealth

SHORTEST_SLEEP_SECONDS = 0.1
"""The two clocks aren't read at one moment: less than this may be the time between the readings."""


def suspended_seconds() -> float:
    """How long the machine has been suspended since it started: CLOCK_MONOTONIC stands still then (clock_gettime(2)).

    0 where the system has no clock that goes on meanwhile.
    """
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


class SelfMeter:
    """Counts ticks, the longest stretch without one (from the launch on), and the CPU time of this process."""

    def __init__(self, launched_at: float, now: float, suspended: Callable[[], float] = suspended_seconds) -> None:
        self._began = now
        self._last = launched_at
        self._suspended = suspended
        self._suspended_before = suspended()
        self._cpu_before = time.process_time()
        self._ticks = 0
        self._worst_gap = 0.0

    def tick(self, now: float) -> float:
        """A tick was made at `now`; the seconds since the last one, or since the launch, time asleep included."""
        suspended = self._suspended()
        asleep = suspended - self._suspended_before
        gap = now - self._last + (asleep if asleep >= SHORTEST_SLEEP_SECONDS else 0.0)
        self._ticks += 1
        self._last = now
        self._suspended_before = suspended
        self._worst_gap = max(self._worst_gap, gap)
        return gap

    def duty_ratio(self, now: float) -> float:
        """The CPU time of this process over the watch so far, as a share of one core."""
        return (time.process_time() - self._cpu_before) / max(now - self._began, 1e-9)

    def health(self, now: float, errors: int, unavailable: Mapping[str, str]) -> SamplerHealth:
        """The figures over the watch so far; `duty_ratio` is of one core."""
        return SamplerHealth(
            ticks=self._ticks,
            duty_ratio=self.duty_ratio(now),
            worst_gap_seconds=max(self._worst_gap, now - self._last),
            errors=errors,
            unavailable=dict(unavailable),
        )
