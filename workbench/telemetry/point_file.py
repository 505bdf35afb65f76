"""Points of a watch as lines of JSON: what a node writes, where there may be no library but Python's own.

A line holds the tracks that are new, and the points of about a second: `{"tracks": [[probe, series, process], …],
"at": […], "track": […], "value": […]}`. A track is known by its place among all tracks of the file.
"""

from __future__ import annotations

import json
from typing import Iterator, List, Mapping, Optional, Sequence, Tuple

from workbench.telemetry.points import Points
from workbench.telemetry.recording import FLUSH_SECONDS

Row = Tuple[float, str, str, str, float]
"""Seconds since the watch began, probe, series, process, value."""


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


def read_points(content: bytes) -> Iterator[Row]:
    """The points in their order. A torn last line is left out; another line that is none ends them."""
    tracks: List[Sequence[str]] = []
    for line in content.split(b"\n")[:-1]:
        try:
            found = json.loads(line)
            tracks.extend([str(word) for word in track] for track in found["tracks"])
            rows = [
                (float(at), *_three(tracks[track]), float(value))
                for at, track, value in zip(found["at"], found["track"], found["value"])
            ]
        except (ValueError, KeyError, TypeError, IndexError):
            return
        yield from rows


def _three(track: Sequence[str]) -> Tuple[str, str, str]:
    probe, series, process = track
    return probe, series, process
