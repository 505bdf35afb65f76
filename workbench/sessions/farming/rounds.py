"""Which machine of a farm makes which launch: a round, one launch of every case, stays on one machine."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Optional

from workbench.model.plan import TrialSpec


class Rounds:
    """Cases are compared within machines that way, so that what tells two like machines apart hits all alike.

    A machine that is free takes the next round whole; which begins with which is a random order that the seed
    determines. The rest of a round whose machine was lost goes before all others, to whoever is free next.
    """

    def __init__(self, specs: Sequence[TrialSpec]) -> None:
        self._waiting = deque(deque(some) for _, some in groupby(specs, key=lambda spec: spec.launch))
        self._taken: dict[str, deque[TrialSpec]] = {}
        self._running: dict[str, TrialSpec] = {}

    @property
    def left(self) -> int:
        """How many launches nobody has begun."""
        return sum(map(len, self._waiting)) + sum(map(len, self._taken.values()))

    def begin(self, machine: str) -> Optional[TrialSpec]:
        """The next launch of a machine that is free; None where there is none for it now."""
        mine = self._taken.get(machine)
        if not mine:
            if not self._waiting:
                return None
            mine = self._taken[machine] = self._waiting.popleft()
        self._running[machine] = mine.popleft()
        return self._running[machine]

    def finished(self, machine: str) -> TrialSpec:
        """What it has just made."""
        return self._running.pop(machine)

    def lost(self, machine: str) -> Optional[TrialSpec]:
        """Give to others what a machine had left; returns the launch that it was at, which comes first of it."""
        running = self._running.pop(machine, None)
        left = self._taken.pop(machine, deque())
        if running is not None:
            left.appendleft(running)
        if left:
            self._waiting.appendleft(left)
        return running


def in_order(machines: Iterable[str], seed: int) -> list[str]:
    """Who takes the first round, the second and so on: a random order that the seed determines."""
    found = sorted(machines)
    random.Random(f"{seed}/farm").shuffle(found)
    return found
