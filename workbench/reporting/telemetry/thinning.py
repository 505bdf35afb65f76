"""Few enough points to draw, and no peak or trough lost."""

from __future__ import annotations

import numpy as np

from workbench.reporting.telemetry.stretches import Stretch


def thinned(stretch: Stretch, most: int) -> Stretch:
    """At most `most` points: the first, the last, and of equal spans of time the smallest and the largest each.

    Fewer than 4 are never asked for in earnest: then they are 4.
    """
    count = len(stretch.at_seconds)
    most = max(4, most)
    if count <= most:
        return stretch
    at, values = stretch.at_seconds, stretch.values
    spans = (most - 2) // 2
    place = np.minimum(((at - at[0]) / (at[-1] - at[0]) * spans).astype(int), spans - 1)
    by_value = np.lexsort((values, place))
    ends = np.flatnonzero(np.diff(place[by_value]))
    smallest = by_value[np.concatenate([[0], ends + 1])]
    largest = by_value[np.concatenate([ends, [count - 1]])]
    kept = np.unique(np.concatenate([[0, count - 1], smallest, largest]))
    return Stretch(at[kept], values[kept])


def thinned_together(stretches: list[Stretch], most: int) -> list[Stretch]:
    """The same for stretches that share the points between them by how many they have."""
    total = sum(len(stretch.at_seconds) for stretch in stretches)
    if total <= most:
        return stretches
    return [thinned(stretch, most * len(stretch.at_seconds) // total) for stretch in stretches]
