"""Which cases a look ends, and how whole checks end: pairs are looked at until each case is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.deciding.following import Flags, History, Levels, Look, look_at

Array = NDArray[np.float64]
Counts = NDArray[np.intp]


def ended(look: Look, margin: float | Array, gate: float | Array, final: bool) -> tuple[Flags, Flags]:
    """Which cases (c,) fail and which pass at a look; `margin` and `gate` on its scale.

    One fails whose interval lies above "no worse", whose estimate is at least `margin`, and whose regression fresh
    pairs have confirmed. One passes whose interval ends below `gate`; while its estimate is
    at least `margin`, and more pairs may yet show that to be so, only at the final look. What is no worse at all passes
    any gate.
    """
    matters = look.estimate >= margin
    failed = (look.low > 0) & matters & look.confirmed
    below = (look.high < gate) | (look.high <= 0)
    passed = below & ~failed & (final | ~matters)
    return failed, passed


@dataclass(frozen=True)
class Ends:
    """How the checks of many cases (c,) ended; neither is undecided. `pairs` were launched, `suspected` as in Look."""

    failed: Flags
    passed: Flags
    pairs: Counts
    suspected: Counts


def ends_of(
    base: Array, head: Array, looks: tuple[int, ...], levels: Levels, margin: float | Array, gate: float | Array
) -> Ends:
    """`base` and `head` (c, n) looked at until decided, at the last of `looks` at the latest. Margins: one, or (c,)."""
    cases = len(base)
    margins, gates = np.broadcast_to(margin, cases), np.broadcast_to(gate, cases)
    failed, passed = np.zeros(cases, dtype=bool), np.zeros(cases, dtype=bool)
    pairs, suspected = np.full(cases, looks[-1]), np.zeros(cases, dtype=np.intp)
    left, history = np.arange(cases), History.of_none(cases)
    for place, count in enumerate(looks):
        look, history = look_at(base[left, :count], head[left, :count], looks[: place + 1], levels, history)
        fails, passes = ended(look, margins[left], gates[left], place + 1 == len(looks))
        failed[left], passed[left], suspected[left] = fails, passes, look.suspected
        done = fails | passes
        pairs[left[done]] = count
        left, history = left[~done], history.only(~done)
        if not len(left):
            break
    return Ends(failed, passed, pairs, suspected)
