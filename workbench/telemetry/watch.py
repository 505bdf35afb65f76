"""One trial under watch: ticks on a fixed beat, extra ticks at the edges of phases, and a summary at the end."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Dict, List, Optional, Sequence, Type, Union

from workbench.contracts import Place, Probe
from workbench.telemetry.health import SelfMeter
from workbench.telemetry.portable import PortableTree
from workbench.telemetry.probing import Edge, ProbeRun
from workbench.telemetry.recording import ArrowImport, SeriesWriter
from workbench.telemetry.summary import WatchSummary, summarise
from workbench.telemetry.tree import ProcTree
from workbench.wire import Message

EDGE_SPACING = 0.1
"""Ticks asked for by marks lie at least this share of the interval apart, however short the repeats are."""
EXTRA_TICKS = frozenset({("start", "end"), ("warmup", "end"), ("measure", "start"), ("measure", "end")})
"""Where a backend and a repeat have just grown to their size, and where the measured windows begin and end."""


@dataclass(frozen=True)
class WatchOrder:
    """The `watch` message: which tree, since when, how often, and where the series go (None: nowhere).

    `workers` is how many the trial was told to use; `groups` are the folders of its control groups.
    """

    trial_id: str
    pid: int
    launched_at: float
    interval_seconds: float = 0.1
    launcher_pid: Optional[int] = None
    series_path: Optional[str] = None
    workers: int = 1
    groups: Sequence[str] = ()

    @classmethod
    def from_message(cls, message: Message) -> WatchOrder:
        """The order in a `watch` message. Raises TypeError for one of another shape."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in message.items() if name in known})


class Watch:
    """`next_due` is when the next tick is to be made (CLOCK_MONOTONIC)."""

    def __init__(
        self,
        order: WatchOrder,
        probes: Sequence[Type[Probe]],
        arrow: ArrowImport,
        now: float,
        place: Place,
    ) -> None:
        self.next_due = now
        self._order = order
        self._began = now
        self._ticked_at = now - order.interval_seconds
        self._meter = SelfMeter(order.launched_at, now)
        place = replace(place, groups=tuple(order.groups))
        self._tree: Union[ProcTree, PortableTree] = (
            ProcTree(order.pid, order.launcher_pid, place.proc, order.workers)
            if os.path.exists(place.proc + "/stat")
            else PortableTree(order.pid, order.launcher_pid, order.workers)
        )
        self._runs = [ProbeRun(plugin, place) for plugin in probes]
        self._edges: List[Edge] = []
        self._series = SeriesWriter(
            order.series_path, {"trial_id": order.trial_id, "launched_at": repr(order.launched_at)}, arrow
        )

    def mark(self, phase: str, edge: str, now: float) -> None:
        """A phase began or ended; the edges in EXTRA_TICKS bring the next tick forward."""
        self._edges.append((phase, edge))
        if (phase, edge) in EXTRA_TICKS:
            earliest = self._ticked_at + EDGE_SPACING * self._order.interval_seconds
            self.next_due = min(self.next_due, max(now, earliest))

    def tick(self, now: float, final: bool = False) -> None:
        """Sample what is due."""
        self._meter.tick(now)
        self._ticked_at = now
        self._tree.refresh(now)
        edges, self._edges = self._edges, []
        at_edge = final or not EXTRA_TICKS.isdisjoint(edges)
        beginning = [edge for phase, edge in edges if phase == "measure"][-1:] == ["start"]
        for run in self._runs:
            sample = run.tick(self._tree, now, edges, at_edge, beginning)
            if sample:
                self._series.append(now - self._order.launched_at, run.name, sample)
        self._series.flush_if_due(now)
        interval = self._order.interval_seconds
        self.next_due = self._began + interval * (int((now - self._began) / interval) + 1)

    def finish(self, now: float) -> WatchSummary:
        """Make the last tick, close everything, and say what it came to."""
        self.tick(now, final=True)
        totals: Dict[str, Optional[float]] = {}
        for run in self._runs:
            totals.update(run.totals())
        self.close()
        unavailable = {run.name: run.reason for run in self._runs if run.reason is not None}
        if self._series.reason is not None:
            unavailable["series"] = self._series.reason
        errors = sum(run.errors for run in self._runs) + self._series.errors
        return summarise(self._order.trial_id, self._meter.health(now, errors, unavailable), totals)

    def close(self) -> None:
        """Let go of descriptors and complete the series file."""
        for run in self._runs:
            run.close()
        self._tree.close()
        self._series.close()
