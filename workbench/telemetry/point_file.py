"""Points of a watch as lines of JSON: what a node writes, where there may be no library but Python's own.

A line holds the tracks that are new, and the points of about a second: `{"tracks": [[probe, series, process], …],
"at": […], "track": […], "value": […]}`. A track is known by its place among all tracks of the file.
"""

from __future__ import annotations

import json
from array import array
from typing import Any, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from workbench.telemetry.points import Points
from workbench.telemetry.recording import FLUSH_SECONDS

Row = Tuple[float, str, str, str, float]
"""Seconds since the watch began, probe, series, process, value."""
Track = Tuple[str, str, str]
"""Probe, series, process."""


class PointColumns(NamedTuple):
    """Points column by column: seconds since the watch began, the place of each one's track in `tracks`, values.

    24 bytes a point, of which a cluster's thousand nodes have millions.
    """

    tracks: List[Track]
    at: array[float]
    track: array[int]
    value: array[float]

    def rows(self) -> Iterator[Row]:
        """One by one."""
        for at, track, value in zip(self.at, self.track, self.value):
            yield (at, *self.tracks[track], value)

    def and_rows(self, rows: Iterable[Row]) -> PointColumns:
        """New columns with those rows behind these."""
        found = PointColumns(list(self.tracks), self.at[:], self.track[:], self.value[:])
        places = {track: place for place, track in enumerate(found.tracks)}
        for at, probe, series, process, value in rows:
            track = probe, series, process
            if track not in places:
                places[track] = len(found.tracks)
                found.tracks.append(track)
            found.at.append(at)
            found.track.append(places[track])
            found.value.append(value)
        return found


def no_points() -> PointColumns:
    """Columns without any."""
    return PointColumns([], array("d"), array("l"), array("d"))


class PointFiles:
    """See workbench.telemetry.recording.SeriesFiles."""

    def writer(self, path: Optional[str], metadata: Mapping[str, str], points: Points) -> PointWriter:  # noqa: ARG002
        """Lines of points; what they belong to, the reader knows."""
        return PointWriter(path, points)


class PointWriter:
    """Writes a line about once a second. What goes wrong ends the file, not the watch."""

    def __init__(self, path: Optional[str], points: Points) -> None:
        self.reason: Optional[str] = None
        self.errors = 0
        self._path = path
        self._points = points
        self._told = 0
        self._flush_at = float("-inf")

    def flush_if_due(self, now: float) -> None:
        """Write what is remembered if the last time is a second ago."""
        if now >= self._flush_at:
            self._flush_at = now + FLUSH_SECONDS
            self.close()

    def close(self) -> None:
        """Write what is remembered."""
        if self._path is not None and self.reason is None and self._points.at:
            try:
                with open(self._path, "ab") as file:
                    file.write(self._line())
            except OSError as error:
                self.reason = "series file ended: %s" % error
                self.errors += 1
        self._points.clear()

    def _line(self) -> bytes:
        points = self._points
        tracks, self._told = points.tracks[self._told :], len(points.tracks)
        columns = {"at": points.at.tolist(), "track": points.track.tolist(), "value": points.value.tolist()}
        return json.dumps({"tracks": tracks, **columns}, separators=(",", ":")).encode("ascii") + b"\n"


def read_points(content: bytes) -> PointColumns:
    """The points in their order. A torn last line is left out; another line that is none ends them."""
    found = no_points()
    try:
        for line in content.split(b"\n")[:-1]:
            _read_line(json.loads(line), found)
    except (ValueError, KeyError, TypeError, OverflowError):
        pass  # What stands before that line holds.
    return found


def _read_line(line: Mapping[str, Any], found: PointColumns) -> None:
    """Add what a line holds, or nothing of it."""
    tracks = [_three(track) for track in line["tracks"]]
    at, track, value = array("d", line["at"]), array("l", line["track"]), array("d", line["value"])
    known = len(found.tracks) + len(tracks)
    if not len(at) == len(track) == len(value) or (track and not 0 <= min(track) <= max(track) < known):
        raise ValueError("no line of points")
    found.tracks.extend(tracks)
    found.at.extend(at)
    found.track.extend(track)
    found.value.extend(value)


def _three(track: Sequence[Any]) -> Track:
    probe, series, process = track
    return str(probe), str(series), str(process)
