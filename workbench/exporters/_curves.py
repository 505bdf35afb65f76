"""Series of samples as few enough points to draw: gauges by their peaks, counters as rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Point(NamedTuple):
    """From `at_seconds` on the value holds, until the next point."""

    at_seconds: float
    value: float


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points over equal stretches of time, each the largest of its stretch: a peak is never lost."""
    if len(points) <= most:
        return list(points)
    begin, end = points[0].at_seconds, points[-1].at_seconds
    width = (end - begin) / most or 1.0
    kept: dict[int, Point] = {}
    for point in points:
        place = min(most - 1, int((point.at_seconds - begin) / width))
        if place not in kept or point.value > kept[place].value:
            kept[place] = point
    return list(kept.values())


def rates(points: Sequence[Point], most: int) -> list[Point]:
    """What a counter grew by a second, over at most `most` stretches of time; 0 after the last sample.

    A counter that fell was started anew: it counts from 0. Two readings of one moment are one.
    """
    growth = list(_growth(points))
    if not growth:
        return []
    begin, end = points[0].at_seconds, points[-1].at_seconds
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
