"""Series of samples as few enough points to draw: gauges by their peaks, counters as rates."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Point(NamedTuple):
    """From `at_seconds` on the value holds, until the next point."""

    at_seconds: float
    value: float


class Recorded:
    """The readings of one series in the order of time, as compact as they can be: a long trial has millions."""

    __slots__ = ("_at_seconds", "_values")

    def __init__(self, points: Iterable[Point] = ()) -> None:
        self._at_seconds = array("d")
        self._values = array("d")
        for point in points:
            self.add(*point)

    def add(self, at_seconds: float, value: float) -> None:
        """One more."""
        self._at_seconds.append(at_seconds)
        self._values.append(value)

    def prepend(self, earlier: Recorded) -> None:
        """Those of the same series from before it had this name."""
        self._at_seconds[:0] = earlier._at_seconds
        self._values[:0] = earlier._values

    @property
    def first_seconds(self) -> float:
        """When it was first read."""
        return self._at_seconds[0]

    @property
    def last_seconds(self) -> float:
        """When it was last read."""
        return self._at_seconds[-1]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Point]:
        return map(Point, self._at_seconds, self._values)


def thinned(points: Recorded, most: int) -> list[Point]:
    """At most `most` points over equal stretches of time, each the largest of its stretch: a peak is never lost."""
    if len(points) <= most:
        return list(points)
    begin, end = points.first_seconds, points.last_seconds
    width = (end - begin) / most or 1.0
    kept: dict[int, Point] = {}
    for point in points:
        place = min(most - 1, int((point.at_seconds - begin) / width))
        if place not in kept or point.value > kept[place].value:
            kept[place] = point
    return list(kept.values())


def rates(points: Recorded, most: int) -> list[Point]:
    """What a counter grew by a second, over at most `most` stretches of time; 0 after the last sample.

    A counter that fell was started anew: it counts from 0. Two readings of one moment are one.
    """
    growth = list(_growth(points))
    if not growth:
        return []
    begin, end = points.first_seconds, points.last_seconds
    width = (end - begin) / most
    found: list[Point] = []
    since, grown = begin, 0.0
    for until, more in growth:
        grown += more
        if until - since >= width * (1 - 1e-9) or until == end:
            found.append(Point(since, grown / (until - since)))
            since, grown = until, 0.0
    return [*found, Point(end, 0.0)]


def _growth(points: Iterable[Point]) -> Iterable[tuple[float, float]]:
    """(moment, growth since the one before)."""
    before: Point | None = None
    for point in points:
        if before is not None and point.at_seconds > before.at_seconds:
            yield point.at_seconds, point.value - before.value if point.value >= before.value else point.value
        if before is None or point.at_seconds > before.at_seconds:
            before = point
