"""The telemetry of one trial, sorted into tracks: the tree's, and one for each process that was seen."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.contracts import Sample
from workbench.exporters._curves import Point, Recorded, rates, thinned

Named = tuple[str, str]


@dataclass(frozen=True)
class Curve:
    """A counter as drawn: `probe.series`, per second where it only grows."""

    name: str
    points: list[Point]


@dataclass(frozen=True)
class Track:
    """One process (or the tree: "") of one node, from its first to its last sample."""

    node: str
    process: str
    first_seconds: float
    last_seconds: float
    curves: tuple[Curve, ...]


def tracks(samples: Iterable[Sample], growing: frozenset[str], most_points: int, most_processes: int) -> list[Track]:
    """The tracks in the order they were first seen, the tree's among them; about `most_points` points in all.

    `growing` names the series (`probe.series`) that only grow. Of more than `most_processes` processes those that
    were seen longest are kept.
    """
    found: dict[Named, dict[str, Recorded]] = defaultdict(lambda: defaultdict(Recorded))
    for sample in samples:
        if not math.isfinite(sample.value):
            continue
        series = f"{sample.probe}.{sample.series}"
        found[sample.node, sample.process][series].add(sample.at_seconds, sample.value)
    _join_nameless(found)
    kept = _kept(found, most_processes)
    curves = sum(len(found[key]) for key in kept)
    most = max(1, most_points // max(1, curves))
    return [_track(key, found[key], growing, most) for key in kept]


def _join_nameless(found: dict[Named, dict[str, Recorded]]) -> None:
    """A process that was first seen before it had a name (`4711`) is the one that has one later (`4711 python`)."""
    for node, process in [key for key in found if key[1].isdecimal()]:
        later = next((key for key in found if key[0] == node and key[1].startswith(f"{process} ")), None)
        if later is not None:
            for series, points in found.pop((node, process)).items():
                found[later][series].prepend(points)


def _kept(found: dict[Named, dict[str, Recorded]], most_processes: int) -> list[Named]:
    trees = [key for key in found if not key[1]]
    processes = sorted((key for key in found if key[1]), key=lambda key: -_stretch(found[key]))
    return [*trees, *sorted(processes[:most_processes], key=lambda key: _first(found[key]))]


def _first(series: dict[str, Recorded]) -> float:
    return min(points.first_seconds for points in series.values())


def _last(series: dict[str, Recorded]) -> float:
    return max(points.last_seconds for points in series.values())


def _stretch(series: dict[str, Recorded]) -> float:
    return _last(series) - _first(series)


def _track(key: Named, series: dict[str, Recorded], growing: frozenset[str], most: int) -> Track:
    curves = [
        Curve(f"{name} per second", rates(points, most))
        if name.partition("[")[0] in growing
        else Curve(name, thinned(points, most))
        for name, points in sorted(series.items())
    ]
    return Track(*key, _first(series), _last(series), tuple(curves))
