"""Best first, and only where a comparison is fair: equal quality, then time (or the workers that a load takes)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.analysis.baselines import best_score, equal_quality
from workbench.model.summary import CaseSummary
from workbench.model.trial import SKIPPED


@dataclass(frozen=True)
class Ranking:
    """The rows of one workload.

    `ranked` agree with the best score within the workload's tolerance and are ordered by time, those of a paced load
    by workers and memory; `unequal` were timed too, but their score is worse (or missing where others have one), so
    their time is of less work; `untimed` have no time.
    """

    ranked: tuple[CaseSummary, ...]
    unequal: tuple[CaseSummary, ...]
    untimed: tuple[CaseSummary, ...]

    @property
    def rows(self) -> tuple[CaseSummary, ...]:
        """All of them, best first."""
        return self.ranked + self.unequal + self.untimed


def rank(rows: Iterable[CaseSummary]) -> Ranking:
    """The rows of one workload, best first."""
    rows = tuple(rows)
    timed = sorted((row for row in rows if row.seconds is not None), key=_order)
    best = best_score(row.score for row in timed)
    return Ranking(
        ranked=tuple(row for row in timed if equal_quality(row.score, best)),
        unequal=tuple(row for row in timed if not equal_quality(row.score, best)),
        untimed=tuple(row for row in rows if row.seconds is None),
    )


def is_skipped(row: CaseSummary) -> bool:
    """Whether the case was left out on purpose: no launch was made, and a reason stands."""
    return bool(row.reasons) and set(row.statuses) <= {SKIPPED}


def is_apart(faster: CaseSummary, slower: CaseSummary) -> bool:
    """Whether the intervals of both leave no doubt which is faster. Ranges claim no coverage, so never do."""
    one, other = faster.seconds, slower.seconds
    if one is None or other is None or one.kind != "interval" or other.kind != "interval":
        return False
    return one.high is not None and other.low is not None and one.high < other.low


def _order(row: CaseSummary) -> tuple[int, float]:
    """By time; where the load sets the time by what it takes to keep up."""
    assert row.seconds is not None
    if not row.paced:
        return 0, row.seconds.value
    return row.case.resources.workers, math.inf if row.memory is None else row.memory.low_bytes
