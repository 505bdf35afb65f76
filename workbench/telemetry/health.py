"""The sampler on itself: its own cost and its gaps."""

from __future__ import annotations

import time
from typing import Mapping

from workbench.model.trial import SamplerHealth


class SelfMeter:
    """Counts ticks, the longest stretch without one (from the launch on), and the CPU time of this process."""

    def __init__(self, launched_at: float, now: float) -> None:
        self._began = now
        self._last = launched_at
        self._cpu_before = time.process_time()
        self._ticks = 0
        self._worst_gap = 0.0

    def tick(self, now: float) -> None:
        """A tick was made at `now`."""
        self._ticks += 1
        self._worst_gap = max(self._worst_gap, now - self._last)
        self._last = now

    def health(self, now: float, errors: int, unavailable: Mapping[str, str]) -> SamplerHealth:
        """The figures over the watch so far; `duty_ratio` is of one core."""
        elapsed = max(now - self._began, 1e-9)
        return SamplerHealth(
            ticks=self._ticks,
            duty_ratio=(time.process_time() - self._cpu_before) / elapsed,
            worst_gap_seconds=max(self._worst_gap, now - self._last),
            errors=errors,
            unavailable=dict(unavailable),
        )
