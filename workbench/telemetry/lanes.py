"""Who writes which line of the series file: a lane for each probe, and one for each process it tells apart."""

from __future__ import annotations

from typing import Dict, Iterable, Mapping, Tuple

from workbench.contracts import ObservedProcess
from workbench.telemetry.points import Lane, Points

GAP = ("sampler", "gap_seconds")


class Lanes:
    """What the probes said, on its way into `points`."""

    def __init__(self, points: Points, probes: Iterable[str]) -> None:
        self._points = points
        self._of_tree = {probe: Lane(points, probe) for probe in probes}
        self._of_processes: Dict[int, Dict[Tuple[str, str], Lane]] = {}
        self._gap_track = -1

    def take(self, at: float, probe: str, sample: Mapping[str, float]) -> None:
        """A probe's sample of the whole tree."""
        self._of_tree[probe].take(at, sample)

    def take_process(self, at: float, probe: str, pid: int, label: str, sample: Mapping[str, float]) -> None:
        """A probe's sample of one process, which goes by `label` now."""
        lanes = self._of_processes.setdefault(pid, {})
        lane = lanes.get((probe, label))
        if lane is None:
            lane = lanes[(probe, label)] = Lane(self._points, probe, label)
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
            for lane in self._of_processes.pop(process.pid, {}).values():
                lane.end()

    def end(self) -> None:
        """Every line gets its last point."""
        for lane in self._of_tree.values():
            lane.end()
        for lanes in self._of_processes.values():
            for lane in lanes.values():
                lane.end()
