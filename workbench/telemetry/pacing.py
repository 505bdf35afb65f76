"""When to read what costs: what was measured of the time between two readings, and what may be spent on them."""

from __future__ import annotations

from typing import Optional

DUTY_RATIO = 0.002
"""Of one core."""
GRANT_SECONDS = 0.005
"""What may be spent before the watch has lasted long enough to earn it."""
SHARE = 0.1
"""A thread that ends with its window has lost at most this share of it when it was last read."""


class MeasuredTime:
    """How much of the time between two readings lay in `measure`."""

    def __init__(self) -> None:
        self.opened_at: Optional[float] = None
        self._covered = 0.0
        self._taken_at: Optional[float] = None

    def mark(self, edge: str, now: float) -> None:
        """A `measure` began or ended."""
        if edge == "start":
            self.opened_at = now
        elif self.opened_at is not None:
            self._covered += now - max(self.opened_at, self._taken_at or self.opened_at)
            self.opened_at = None

    def take(self, now: float) -> float:
        """Seconds of `measure` since the last call."""
        covered, self._covered = self._covered, 0.0
        if self.opened_at is not None:
            covered += now - max(self.opened_at, self._taken_at or self.opened_at)
        self._taken_at = now
        return covered


class Pace:
    """At the edges of phases; in a `measure` at every tenth of its length so far; at least once in `interval_seconds`.

    No two within `shortest_seconds` but at edges. Each only if its expected cost, that of the last reading, fits the
    budget: DUTY_RATIO of one core since the watch began, plus GRANT_SECONDS.
    """

    def __init__(self, interval_seconds: float, shortest_seconds: float) -> None:
        self._interval = interval_seconds
        self._shortest = shortest_seconds
        self._began: Optional[float] = None
        self._spent_seconds = 0.0
        self._last_seconds = 0.0

    def due(self, now: float, waited: float, at_edge: bool, opened_at: Optional[float]) -> bool:
        """Whether to read now. `opened_at`: when the `measure` that is under way began."""
        if self._began is None:
            self._began = now
        wait = self._interval
        if opened_at is not None:
            wait = min(wait, max(self._shortest, SHARE * (now - opened_at)))
        # Ticks jitter, so 5 % too early is in time.
        if not at_edge and waited < 0.95 * wait:
            return False
        return self._spent_seconds + self._last_seconds <= GRANT_SECONDS + DUTY_RATIO * (now - self._began)

    def spent(self, seconds: float) -> None:
        """What the reading cost in CPU time."""
        self._spent_seconds += seconds
        self._last_seconds = seconds
