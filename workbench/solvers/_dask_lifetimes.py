"""For how long the workers of a Dask scheduler in this process have stood."""

from __future__ import annotations

import time
from typing import Any, Dict, List

from workbench.child.dask import host_of


def lifetimes(scheduler: Any) -> Lifetimes:
    """From now on; those that are there count from now."""
    from distributed import SchedulerPlugin

    found = Lifetimes(list(scheduler.workers))

    class Watching(SchedulerPlugin):  # type: ignore[misc]
        """Dask calls these in its own thread."""

        name = "workbench-lifetimes"

        def add_worker(self, scheduler: Any, worker: str) -> None:  # noqa: ARG002 - Dask's
            found.began(worker)

        def remove_worker(self, scheduler: Any, worker: str, **_: Any) -> None:  # noqa: ARG002 - Dask's
            found.ended(worker)

    scheduler.add_plugin(Watching())
    return found


class Lifetimes:
    """Seconds by host, of workers by their addresses."""

    def __init__(self, standing: List[str]) -> None:
        self._since = dict.fromkeys(standing, time.monotonic())
        self._past: Dict[str, float] = {}

    def began(self, worker: str) -> None:
        """It stands from now on."""
        self._since[worker] = time.monotonic()

    def ended(self, worker: str) -> None:
        """It stands no more."""
        since = self._since.pop(worker, None)
        if since is not None:
            host = host_of(worker)
            self._past[host] = self._past.get(host, 0.0) + time.monotonic() - since

    def by_host(self) -> Dict[str, float]:
        """Up to now."""
        found, now = dict(self._past), time.monotonic()
        for worker, since in list(self._since.items()):
            host = host_of(worker)
            found[host] = found.get(host, 0.0) + now - since
        return found
