"""What a watch has seen and not yet written: points in columns, and only those at which something moved."""

from __future__ import annotations

from array import array
from typing import Dict, List, Mapping, NamedTuple


class Track(NamedTuple):
    """One line of a chart: a probe's series, of the whole tree (`process` empty) or of one process."""

    probe: str
    series: str
    process: str


class Points:
    """Columns of points in the order they came: `at` and `value` of a track, which is a place in `tracks`."""

    def __init__(self) -> None:
        self.tracks: List[Track] = []
        self.clear()

    def clear(self) -> None:
        """Forget the points; the tracks keep their places."""
        self.at = array("d")
        self.track = array("i")
        self.value = array("d")

    def open(self, probe: str, series: str, process: str = "") -> int:
        """A new track's place."""
        self.tracks.append(Track(probe, series, process))
        return len(self.tracks) - 1

    def add(self, at: float, track: int, value: float) -> None:
        """One point."""
        self.at.append(at)
        self.track.append(track)
        self.value.append(value)


class Lane:
    """The series of one probe, of the tree or of one process. A value that stands still costs two points at most.

    These are the first and the last sample at which it stood so: straight lines between points then are what
    was seen. `latest` is the last value of each series.
    """

    def __init__(self, points: Points, probe: str, process: str = "") -> None:
        self.process = process
        self.latest: Dict[str, float] = {}
        self._points = points
        self._probe = probe
        self._tracks: Dict[str, int] = {}
        self._written_at: Dict[str, float] = {}
        self._sampled_at = 0.0

    def take(self, at: float, sample: Mapping[str, float]) -> None:
        """One sample; series that are not in it stand as they stood."""
        if sample != self.latest:
            for series, value in sample.items():
                if value != self.latest.get(series):
                    self._move(at, series, value)
        self._sampled_at = at

    def end(self) -> None:
        """Write where each series stood at the last sample."""
        for series in self.latest:
            self._hold(series)

    def _move(self, at: float, series: str, value: float) -> None:
        track = self._tracks.get(series)
        if track is None:
            track = self._tracks[series] = self._points.open(self._probe, series, self.process)
        else:
            self._hold(series)
        self._points.add(at, track, value)
        self._written_at[series] = at
        self.latest[series] = value

    def _hold(self, series: str) -> None:
        if self._written_at[series] < self._sampled_at:
            self._points.add(self._sampled_at, self._tracks[series], self.latest[series])
            self._written_at[series] = self._sampled_at
