"""The latest runs on disk, as metrics."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from workbench.errors import StoreError
from workbench.exporters._families import Figure
from workbench.exporters._finished import finished_figures
from workbench.sessions.metrics.server import serving
from workbench.sessions.shipped import grafana_dashboard
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.layout import TRIALS_FILE
from workbench.store.reader import read_run

LOOK_SECONDS = 5.0
"""The folder is looked through no more often than this."""


def serve_results(results: str, address: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until interrupted (workbench.sessions.metrics.server.serving)."""
    runs = LatestRuns(results)
    with serving(runs.figures, address, port, tell), suppress(KeyboardInterrupt):
        tell(f"to be imported into Grafana: {grafana_dashboard()}")
        threading.Event().wait()


class LatestRuns:
    """The newest run of every suite on every machine. Only what has changed since the last time is read again."""

    def __init__(self, results: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._results = results
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at = -LOOK_SECONDS
        self._known: dict[str, _Known] = {}

    def figures(self) -> list[Figure]:
        """Of all of them. What can't be read is left out."""
        with self._lock:
            if self._clock() - self._looked_at >= LOOK_SECONDS:
                self._looked_at = self._clock()
                # A folder that can't be listed just now keeps what was last known of it.
                with suppress(StoreError):
                    self._known = {entry.folder: self._read(entry) for entry in _latest(self._results)}
            return [figure for known in self._known.values() for figure in known.figures]

    def _read(self, entry: RunEntry) -> _Known:
        known = self._known.get(entry.folder)
        stamp = _stamp(entry)
        if known is not None and known.stamp == stamp:
            return known
        try:
            return _Known(stamp, tuple(finished_figures(read_run(entry.folder))))
        except StoreError:
            return _Known(stamp, ())


class _Known(NamedTuple):
    """A run's figures, and how its file was when they were read."""

    stamp: tuple[int, int]
    figures: tuple[Figure, ...]


def _latest(results: str) -> list[RunEntry]:
    found: dict[tuple[str, str], RunEntry] = {}
    for entry in find_runs(results):
        if entry.readable:
            found.setdefault((entry.machine_id, entry.name), entry)
    return list(found.values())


def _stamp(entry: RunEntry) -> tuple[int, int]:
    try:
        status = os.stat(os.path.join(entry.folder, TRIALS_FILE))
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
