"""How long a run will still take, learned from its trials so far."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Optional, Protocol

from workbench.model.plan import TrialSpec


class Ended(Protocol):
    """A trial that has ended, as far as it matters here."""

    @property
    def trial_id(self) -> str:
        """Its id."""

    @property
    def case_id(self) -> str:
        """Its case's id."""

    @property
    def elapsed_seconds(self) -> float:
        """From its launch to its end."""


class RemainingTime:
    """A case that ran takes its median again; one that did not, the mean of those that did."""

    def __init__(self, specs: Sequence[TrialSpec], done: Iterable[Ended] = ()) -> None:
        self._left = {spec.trial_id: spec.planned.case.id for spec in specs}
        self._elapsed: dict[str, list[float]] = {}
        for trial in done:
            self._learn(trial)

    def finished(self, trial: Ended) -> None:
        """A trial is done."""
        self._left.pop(trial.trial_id, None)
        self._learn(trial)

    def seconds(self) -> Optional[float]:
        """What is left; None before the first trial ended."""
        return self._sum(statistics.median)

    def bounds_seconds(self) -> Optional[tuple[float, float]]:
        """What would be left if each case took its shortest so far, or its longest; None before the first ended."""
        low, high = self._sum(min), self._sum(max)
        return None if low is None or high is None else (low, high)

    def case_seconds(self, case_id: str) -> Optional[float]:
        """What a trial of that case typically takes; None before one has ended."""
        elapsed = self._elapsed.get(case_id)
        return None if elapsed is None else statistics.median(elapsed)

    def _sum(self, choose: Callable[[list[float]], float]) -> Optional[float]:
        if not self._elapsed:
            return None
        chosen = {case: choose(seconds) for case, seconds in self._elapsed.items()}
        otherwise = statistics.fmean(chosen.values())
        return sum(chosen.get(case, otherwise) for case in self._left.values())

    def _learn(self, trial: Ended) -> None:
        self._elapsed.setdefault(trial.case_id, []).append(trial.elapsed_seconds)
