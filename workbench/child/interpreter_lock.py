"""Python's global interpreter lock: whether there is one, and how often it was not to be had."""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any, Callable, Dict, Optional

LEAST_SECONDS = 1.0
POLL_MICROSECONDS = 200
BURST_MICROSECONDS = 10_000
PAUSE_MICROSECONDS = 90_000
MISSING = "needs gilknocker in this environment: pip install gilknocker"
TOO_SHORT = "the measured calls took %.2f s together, and it takes %g s to tell"


def gil_enabled() -> bool:
    """False on a free-threaded interpreter that runs without the lock (PEP 703). An extension may bring it back."""
    asked: Callable[[], bool] = getattr(sys, "_is_gil_enabled", lambda: True)
    return asked()


class InterpreterLock:
    """Knocks at the lock of this process from `begin` to `end`, where that is `wanted`.

    gilknocker's thread asks for the lock every 0.2 ms for 10 ms, ten times a second, and adds up how long it waited. A
    lock that is never let go freely answers after the switch interval (5 ms), which is 96 % of such a burst; what is
    reported is never more than 1. Each burst takes the lock from whoever holds it, about 20 times a second: a loop that
    held it used 0.5 % more CPU time, and on a machine with other work, where whoever lets go may wait for a CPU too,
    took 8 % (4 to 12 %) longer. So it is done on demand only.
    """

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted
        self._knocker: Optional[Any] = None
        self._began = 0.0
        self._ratio: Optional[float] = None
        self._reason: Optional[str] = None

    def begin(self) -> None:
        """The first measured call is about to begin."""
        if not self._wanted or not gil_enabled():
            return
        try:
            gilknocker = importlib.import_module("gilknocker")
        except ImportError:
            self._reason = MISSING
            return
        self._knocker = gilknocker.KnockKnock(POLL_MICROSECONDS, BURST_MICROSECONDS, PAUSE_MICROSECONDS)
        self._knocker.start()
        self._began = time.monotonic()

    def end(self) -> None:
        """The last measured call has ended."""
        if self._knocker is None:
            return
        seconds, ratio = time.monotonic() - self._began, self._knocker.contention_metric
        try:
            self._knocker.stop()
        except TimeoutError:
            # It gives its thread a moment to end; one that is late ends by itself, and with this process anyway.
            pass
        if seconds < LEAST_SECONDS:
            self._reason = TOO_SHORT % (seconds, LEAST_SECONDS)
        else:
            self._ratio = None if ratio is None else min(1.0, max(0.0, float(ratio)))

    def facts(self) -> Dict[str, Any]:
        """`gil_enabled`; and where it was wanted `gil_contention_ratio`, or `gil_contention_unavailable`: why not."""
        found: Dict[str, Any] = {"gil_enabled": gil_enabled()}
        if self._ratio is not None:
            found["gil_contention_ratio"] = self._ratio
        if self._reason is not None:
            found["gil_contention_unavailable"] = self._reason
        return found
