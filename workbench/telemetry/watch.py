"""One trial under watch: ticks on a fixed beat, extra ticks at the edges of phases, and a summary at the end."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Dict, List, Optional, Sequence, Type, Union

from workbench.contracts import Place, Probe
from workbench.model.phases import PHASES
from workbench.telemetry.agenda import Agenda
from workbench.telemetry.health import SelfMeter
from workbench.telemetry.labels import ProcessLabels
from workbench.telemetry.lanes import Lanes
from workbench.telemetry.order import WatchOrder
from workbench.telemetry.phase_growth import PhaseClock, PhaseGrowth, PhaseTotals
from workbench.telemetry.points import Points
from workbench.telemetry.portable import PortableTree
from workbench.telemetry.probing import Edge, ProbeRun
from workbench.telemetry.recording import SeriesFiles
from workbench.telemetry.summary import WatchSummary, summarise
from workbench.telemetry.tree import ProcTree

EDGE_SPACING = 0.1
"""Ticks asked for by marks lie at least this share of the interval apart, however short the repeats are."""
EDGE_DUTY_RATIO = 0.02
"""Nor do such ticks take more than this share of a core, however much there is to read."""
GAP_INTERVALS = 5.0
"""A longer stretch without a tick is recorded as a gap."""
SAMPLED_EDGES = frozenset({("start", "end"), ("warmup", "end"), ("measure", "start"), ("measure", "end")})
"""Where a backend and a repeat have just grown to their size, and where the measured windows begin and end."""


class Watch:
    """`next_due` is when the next tick is to be made (CLOCK_MONOTONIC)."""

    def __init__(
        self,
        order: WatchOrder,
        probes: Sequence[Type[Probe]],
        files: SeriesFiles,
        now: float,
        place: Place,
    ) -> None:
        self.next_due = now
        self._order = order
        self._began = now
        self._ticked_at = now - order.interval_seconds
        self._tick_seconds = 0.0
        self._meter = SelfMeter(order.launched_at, now)
        place = replace(place, groups=tuple(order.groups))
        self._tree: Union[ProcTree, PortableTree] = (
            ProcTree(order.pid, order.launcher_pid, place.proc, order.workers, order.beside, order.standing)
            if os.path.exists(place.proc + "/stat")
            else PortableTree(order.pid, order.launcher_pid, order.workers, order.beside)
        )
        self._runs = [ProbeRun(plugin, place) for plugin in probes]
        self._agenda = Agenda(self._runs)
        self._edges: List[Edge] = []
        self._phases = PhaseClock()
        self._growths = {run.name: PhaseGrowth(run.name, run.counters) for run in self._runs if run.counters}
        self._phase_totals: PhaseTotals = {}
        self._labels = ProcessLabels()
        points = Points()
        self._lanes = Lanes(points, [run.name for run in self._runs])
        metadata = {"trial_id": order.trial_id, "launched_at": repr(order.launched_at)}
        self._series = files.writer(order.series_path, metadata, points)

    def mark(self, phase: str, edge: str, at: float) -> None:
        """A phase began or ended at `at`; an edge of any but an inner phase brings the next tick forward."""
        self._edges.append((phase, edge))
        self._phases.mark(phase, edge, at)
        if phase in PHASES:
            spacing = max(EDGE_SPACING * self._order.interval_seconds, self._tick_seconds / EDGE_DUTY_RATIO)
            self.next_due = min(self.next_due, max(at, self._ticked_at + spacing))

    def tick(self, now: float) -> None:
        """Sample what is due."""
        at_edge = bool(self._edges) or self._ticked_at < self._began
        stirred = self._tree.moved
        self._begin_tick(now, at_edge)
        if at_edge:
            self._tick_at_edges(now)
        else:
            for run in self._agenda.due(now, stirred or self._tree.moved):
                self._ask(run, now)
        self._series.flush_if_due(now)
        interval = self._order.interval_seconds
        self.next_due = self._began + interval * (int((now - self._began) / interval) + 1)

    def finish(self, now: float) -> WatchSummary:
        """Make the last tick, close everything, and say what it came to."""
        self._begin_tick(now, at_edge=True)
        self._tell_edges(now)
        for run in self._agenda.all:
            self._ask(run, now, at_edge=True)
        self._settle(now)
        totals: Dict[str, Optional[float]] = {}
        for run in self._runs:
            totals.update(run.totals())
        self._lanes.end()
        self.close()
        unavailable = {what: reason for run in self._runs for what, reason in run.unavailable().items()}
        if self._series.reason is not None:
            unavailable["series"] = self._series.reason
        errors = sum(run.errors for run in self._runs) + self._series.errors
        summary = summarise(self._order.trial_id, self._meter.health(now, errors, unavailable), totals)
        return replace(summary, phase_totals=self._phase_totals)

    def latest(self) -> Dict[str, float]:
        """The last value of every series of the tree and the machine, by `probe.series`, and `sampler.duty_ratio`.

        At the first tick no time has passed that a share could be of.
        """
        found = self._lanes.all_latest()
        if self._ticked_at > self._began:
            found["sampler.duty_ratio"] = self._meter.duty_ratio(self._ticked_at)
        return found

    def close(self) -> None:
        """Let go of descriptors and complete the series file."""
        for run in self._runs:
            run.close()
        self._tree.close()
        self._series.close()

    def _begin_tick(self, now: float, at_edge: bool) -> None:
        gap = self._meter.tick(now)
        if gap > GAP_INTERVALS * self._order.interval_seconds:
            self._lanes.take_gap(now - self._order.launched_at, gap)
        self._ticked_at = now
        self._tree.refresh(now, at_edge)
        if self._tree.departed:
            self._lanes.forget(self._tree.departed)

    def _tick_at_edges(self, now: float) -> None:
        """Counters are read at every edge, what else there is at some."""
        started = time.thread_time()
        edges = self._tell_edges(now)
        sampled = not SAMPLED_EDGES.isdisjoint(edges)
        beginning = [edge for phase, edge in edges if phase == "measure"][-1:] == ["start"]
        for run in self._agenda.all if sampled else self._agenda.due_or_counting(now):
            self._ask(run, now, sampled or bool(run.counters), beginning)
        self._settle(now)
        self._tick_seconds = time.thread_time() - started

    def _tell_edges(self, now: float) -> Sequence[Edge]:
        edges, self._edges = self._edges, []
        for run in self._runs:
            run.mark(self._tree, edges, now)
        return edges

    def _ask(self, run: ProbeRun, now: float, at_edge: bool = False, beginning: bool = False) -> None:
        sample = run.sample(self._tree, now, at_edge, beginning)
        if sample is None:
            return
        at = now - self._order.launched_at
        self._lanes.take(at, run.name, sample)
        figures = run.sample_processes(self._tree, now, at_edge)
        if figures:
            self._lanes.take_processes(at, run.name, figures, self._label)

    def _label(self, pid: int) -> str:
        return self._labels.label(pid, *self._tree.identity(pid))

    def _settle(self, now: float) -> None:
        spent = self._phases.spent(now)
        for name, growth in self._growths.items():
            growth.elapse(spent)
            growth.settle(self._lanes.latest(name), now, self._phase_totals)
