"""How long a run will still take, learned from its trials so far."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Optional

from workbench.model.plan import TrialSpec
from workbench.model.trial import TrialRecord


class RemainingTime:
    """A case that ran takes its median again; one that did not, the mean of those that did."""

    def __init__(self, specs: Sequence[TrialSpec], done: Sequence[TrialRecord] = ()) -> None:
        self._left = {spec.trial_id: spec.planned.case.id for spec in specs}
        self._elapsed: dict[str, list[float]] = {}
        for trial in done:
            self._learn(trial)

    def finished(self, trial: TrialRecord) -> None:
        """A trial is done."""
        self._left.pop(trial.trial_id, None)
        self._learn(trial)

    def seconds(self) -> Optional[float]:
        """What is left; None before the first trial ended."""
        if not self._elapsed:
            return None
        typical = {case: statistics.median(seconds) for case, seconds in self._elapsed.items()}
        otherwise = statistics.fmean(typical.values())
        return sum(typical.get(case, otherwise) for case in self._left.values())

    def _learn(self, trial: TrialRecord) -> None:
        self._elapsed.setdefault(trial.case_id, []).append(trial.elapsed_seconds)
