"""What counters have grown by since they were first seen."""

from __future__ import annotations

from typing import Dict, Mapping


class Growth:
    """Sums that start at 0 and never fall, whatever becomes of the counters: one that falls (its device was reset)
    goes on from where it fell to, one that appears late starts when it appears, one that vanishes keeps its sum."""

    def __init__(self) -> None:
        self._last: Dict[str, float] = {}
        self.sums: Dict[str, float] = {}

    def take(self, counters: Mapping[str, float]) -> Mapping[str, float]:
        """Take in a reading; name → growth since the first."""
        for name, value in counters.items():
            self.sums[name] = self.sums.get(name, 0.0) + max(0.0, value - self._last.get(name, value))
        self._last.update(counters)
        return self.sums
