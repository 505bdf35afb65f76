"""The measured window: from the first `measure` to the end of the last. Values within it and over the whole watch."""

from __future__ import annotations

from typing import Optional


class WindowPeak:
    """The largest of the values seen: `whole` over the watch, `measured` in the window; None where none was seen.

    What is seen between two calls is in the window, what follows the last is not. A tick that an end brought about
    still counts as in it. Without a `measure` the whole watch is the window.
    """

    def __init__(self) -> None:
        self.whole: Optional[float] = None
        self._inside: Optional[float] = None
        self._between: Optional[float] = None
        self._begun = False
        self._open = False
        self._closed_at: Optional[float] = None

    @property
    def measured(self) -> Optional[float]:
        """The largest in the window as far as it is known to reach now."""
        return self._inside if self._begun else self.whole

    def mark(self, phase: str, edge: str, now: float) -> None:
        """A phase began or ended; told before the values of that tick are seen."""
        if phase != "measure":
            return
        if edge == "start":
            if self._begun:
                self._inside = _larger(self._inside, self._between)
            self._begun = self._open = True
        else:
            self._open, self._closed_at = False, now
        self._between = None

    def see(self, value: float, now: float) -> None:
        """A value of the tick at `now`."""
        self.whole = _larger(self.whole, value)
        if self._open or now == self._closed_at:
            self._inside = _larger(self._inside, value)
        else:
            self._between = _larger(self._between, value)


def _larger(one: Optional[float], other: Optional[float]) -> Optional[float]:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)
