"""Pairs of launches followed from look to look, for many cases at once: what each look shows.

A regression is told in two steps. It is *suspected* where the pairs so far exclude "no worse" at SUSPICION times the
level; the pairs launched from then on are fresh, and *confirm* it where they show it by themselves. So a false
alarm takes two unlikely things that know nothing of each other, and the second is made as unlikely as many cases ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from workbench.analysis.deciding.contrasts import RANKED_FROM, contrast, launch_noise
from workbench.analysis.deciding.schedule import nominal_level, spent_share

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]

SUSPICION = 5
FRESH, FRESH_HALF_SPENT = 2, 2
"""The fewest fresh pairs that confirm, and after how many of them half of that level is spent."""


@dataclass(frozen=True)
class Levels:
    """One-sided levels of a whole sequence: of either end of the interval, and of the fresh pairs' test.

    Without `telling` pairs there is no interval, without `failing` pairs nothing is confirmed (see fewest_pairs).
    """

    interval: float
    confirming: float
    telling: int
    failing: int


@dataclass(frozen=True)
class Look:
    """One entry a case (c,), on the scale on which more is worse; the interval holds at every look at once, and is
    infinite of fewer pairs than tell one.

    `suspected` is the number of pairs after which a regression was first suspected, 0 where none was. `confirmed`:
    fresh pairs have shown it since. `p_value` tests "no worse", and is the smallest that any look so far allows.
    """

    pairs: int
    estimate: Array
    low: Array
    high: Array
    p_value: Array
    suspected: Counts
    confirmed: Flags


@dataclass(frozen=True)
class History:
    """What later looks need of earlier ones, an entry a case (c,); see Look."""

    p_value: Array
    suspected: Counts
    confirmed: Flags

    @classmethod
    def of_none(cls, cases: int) -> History:
        """Before the first look."""
        return cls(np.ones(cases), np.zeros(cases, dtype=np.intp), np.zeros(cases, dtype=bool))

    def only(self, which: Flags) -> History:
        """That of these cases."""
        return History(self.p_value[which], self.suspected[which], self.confirmed[which])


def look_at(base: Array, head: Array, looks: tuple[int, ...], levels: Levels, before: History) -> tuple[Look, History]:
    """The last of `looks` (numbers of pairs) at `base` and `head` (c, n or more), pair by pair in time."""
    own, other = base[:, : looks[-1]], head[:, : looks[-1]]
    telling = tuple(pairs for pairs in looks if pairs >= levels.telling)
    found = contrast(own, other, 2 * nominal_level(telling or looks, levels.interval))
    one_sided = np.where(found.estimate > 0, found.p_value / 2, 1.0)
    suspicious = one_sided <= nominal_level(looks, SUSPICION * levels.interval)
    suspected = np.where(suspicious & (before.suspected == 0), looks[-1], before.suspected)
    confirmed, low, high, smallest = before.confirmed, found.low, found.high, before.p_value
    if looks[-1] >= levels.failing:
        confirmed = confirmed | _confirmed(own, other, looks, before.suspected, levels.confirming)
    if telling:
        smallest = np.minimum(smallest, one_sided / spent_share(telling))
    else:
        low, high = np.full_like(low, -np.inf), np.full_like(high, np.inf)
    return Look(looks[-1], found.estimate, low, high, smallest, suspected, confirmed), History(
        smallest, suspected, confirmed
    )


def follow(base: Array, head: Array, looks: tuple[int, ...], levels: Levels) -> Iterator[Look]:
    """What `base` and `head` (c, n) show at each of `looks`, none of the cases stopped."""
    history = History.of_none(len(base))
    for place in range(len(looks)):
        look, history = look_at(base, head, looks[: place + 1], levels, history)
        yield look


def _confirmed(base: Array, head: Array, looks: tuple[int, ...], suspected: Counts, level: float) -> Flags:
    found = np.zeros(len(base), dtype=bool)
    pairs = looks[-1]
    for since in set(suspected.tolist()) - {0}:
        sizes = tuple(look - since for look in looks if look - since >= FRESH)
        which = np.flatnonzero(suspected == since)
        if sizes:
            p_values = _fresh_p_values(base[which], head[which], pairs - since, level)
            found[which] = p_values <= nominal_level(sizes, level, FRESH_HALF_SPENT)
    return found


def _fresh_p_values(base: Array, head: Array, fresh: int, level: float) -> Array:
    """p-values (c,) of "no worse" from the last `fresh` pairs alone; few are held against the noise of all pairs."""
    if fresh >= RANKED_FROM:
        found = contrast(base[:, -fresh:], head[:, -fresh:], level)
        return np.where(found.estimate > 0, found.p_value / 2, 1.0)
    shift = (head[:, -fresh:] - base[:, -fresh:]).mean(axis=1)
    noise, freedom = launch_noise(base, head)
    error = noise * np.sqrt(2 / fresh)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(error > 0, shift / error, np.where(shift > 0, np.inf, -np.inf))
    p_values: Array = stdtr(freedom, -score)
    return p_values
