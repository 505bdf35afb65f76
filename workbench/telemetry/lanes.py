"""Who writes which line of the series file: a lane for each probe, and one for each process it tells apart."""

from __future__ import annotations

from typing import Callable, Dict, Iterable, Mapping, Optional

from workbench.contracts import ObservedProcess
from workbench.telemetry.points import Lane, Points

GAP = ("sampler", "gap_seconds")


class Lanes:
    """What the probes said, on its way into `points`."""

    def __init__(self, points: Points, probes: Iterable[str]) -> None:
        self._points = points
        self._of_tree = {probe: Lane(points, probe) for probe in probes}
        self._of_processes: Dict[str, Dict[int, Lane]] = {}
        self._gap_track = -1

    def take(self, at: float, probe: str, sample: Mapping[str, float]) -> None:
        """A probe's sample of the whole tree."""
        self._of_tree[probe].take(at, sample)

    def take_processes(
        self, at: float, probe: str, figures: Mapping[int, Mapping[str, float]], label: Callable[[int], str]
    ) -> None:
        """A probe's samples of single processes. `label` tells what a pid goes by; it is asked of those that moved."""
        lanes = self._of_processes.setdefault(probe, {})
        for pid, sample in figures.items():
            lane = lanes.get(pid)
            if lane is None or lane.latest != sample:
                lane = lanes[pid] = self._lane_of(probe, lane, label(pid))
            lane.take(at, sample)

    def take_gap(self, at: float, seconds: float) -> None:
        """A stretch without a tick has ended."""
        if self._gap_track < 0:
            self._gap_track = self._points.open(*GAP)
        self._points.add(at, self._gap_track, seconds)

    def latest(self, probe: str) -> Mapping[str, float]:
        """The last value of each of a probe's series."""
        return self._of_tree[probe].latest

    def all_latest(self) -> Dict[str, float]:
        """The last value of every series of the tree, by `probe.series`."""
        return {
            "%s.%s" % (probe, series): value
            for probe, lane in self._of_tree.items()
            for series, value in lane.latest.items()
        }

    def forget(self, departed: Iterable[ObservedProcess]) -> None:
        """These have ended: their lines do, too."""
        for process in departed:
            for lanes in self._of_processes.values():
                lane = lanes.pop(process.pid, None)
                if lane is not None:
                    lane.end()

    def end(self) -> None:
        """Every line gets its last point."""
        for lane in self._of_tree.values():
            lane.end()
        for lanes in self._of_processes.values():
            for lane in lanes.values():
                lane.end()

    def _lane_of(self, probe: str, lane: Optional[Lane], label: str) -> Lane:
        """The lane of a process that moved: a new one where it goes by another name now."""
        if lane is not None and lane.process == label:
            return lane
        if lane is not None:
            lane.end()
        return Lane(self._points, probe, label)
