"""Several steps: the surest first, then the same question of what lies on each side of it.

False alarms are shared out: a stretch is tested at a level in proportion to its length, so that all tests of one
generation together are wrong no more often than one test of the whole (as in Meinshausen, Biometrika 95, 2008). Four
fifths of a stretch's level go to the whole of it, a fifth to shorter windows in it, in which a change that was
later taken back doesn't cancel (Fryzlewicz, Annals of Statistics 42, 2014; Kovács et al., Biometrika 110, 2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.changes.step import LEAST_VALUES, Step, find_step

Array = NDArray[np.float64]

LEVEL = 0.01
WHOLE_SHARE = 0.8
WINDOWS = ((0.0, 2 / 3), (1 / 3, 1.0), (0.0, 1 / 2), (1 / 4, 3 / 4), (1 / 2, 1.0))
"""Begin and end of the shorter windows, as shares of the stretch."""
SHORTEST_WINDOW = 3 * LEAST_VALUES
"""Shorter stretches are tested whole only."""


def find_steps(values: Array, level: float = LEVEL) -> tuple[Step, ...]:
    """The steps in `values` (n,), in order; of series without a step at most `level` have one.

    That holds for independent noise, spikes in it too; of 60 values that drift at an autocorrelation of 0.6 three
    times as many have one, at 0.8 nine times (at the default level). Each step is described by what lies between its
    neighbours. One that its neighbours explain is left out.
    """
    places = sorted(_places(values, 0, len(values), level / max(1, len(values))))
    while True:
        steps = _between_neighbours(values, places)
        weakest = max(steps, key=_unsureness, default=None)
        if weakest is None or _unsureness(weakest) <= level:
            return tuple(step for step in steps if step is not None)
        places = [place for place, step in zip(places, steps, strict=True) if step is not weakest]


def _places(values: Array, begin: int, end: int, level_of_one: float) -> Iterator[int]:
    found = _surest(values, begin, end, level_of_one * (end - begin))
    if found is None:
        return
    yield found
    yield from _places(values, begin, found, level_of_one)
    yield from _places(values, found, end, level_of_one)


def _surest(values: Array, begin: int, end: int, level: float) -> int | None:
    """Where the stretch surely has a step: as a whole, else in the window that is surest of one."""
    length = end - begin
    whole = find_step(values[begin:end])
    windowed = length >= SHORTEST_WINDOW
    if whole is not None and whole.p_value <= level * (WHOLE_SHARE if windowed else 1.0):
        return begin + whole.place
    if not windowed:
        return None
    surest = None
    for low, high in WINDOWS:
        first, last = begin + round(low * length), begin + round(high * length)
        step = find_step(values[first:last])
        if step is not None and step.p_value <= level * (1.0 - WHOLE_SHARE) / len(WINDOWS):
            surest = min(filter(None, (surest, (step.p_value, first + step.place))))
    return None if surest is None else surest[1]


def _between_neighbours(values: Array, places: list[int]) -> list[Step | None]:
    ends = [0, *places, len(values)]
    return [_moved(find_step(values[begin:end]), begin) for begin, end in zip(ends[:-2], ends[2:], strict=True)]


def _moved(step: Step | None, by: int) -> Step | None:
    if step is None:
        return None
    return replace(step, place=step.place + by, earliest=step.earliest + by, latest=step.latest + by)


def _unsureness(step: Step | None) -> float:
    return 1.0 if step is None else step.p_value
