"""What every detector is shown, and how it names cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from workbench.analysis.case_names import CaseNames
from workbench.model.diagnosis import Diagnosis
from workbench.model.finding import Finding
from workbench.model.plan import Plan
from workbench.model.run import Machine, Watched
from workbench.model.scaling import Scaling
from workbench.model.summary import CaseSummary
from workbench.model.trial import OK, TrialRecord

MOST_NAMED = 3


@dataclass(frozen=True)
class Evidence:
    """A run and what was inferred from it."""

    plan: Plan
    trials: Sequence[TrialRecord]
    summaries: Sequence[CaseSummary]
    scalings: Sequence[Scaling]
    machine: Machine
    diagnoses: Sequence[Diagnosis] = ()
    watched: Sequence[Watched] = ()

    @cached_property
    def launches(self) -> dict[str, list[TrialRecord]]:
        """The launches that went well, by case id."""
        found: defaultdict[str, list[TrialRecord]] = defaultdict(list)
        for trial in self.trials:
            if trial.status == OK:
                found[trial.case_id].append(trial)
        return dict(found)

    @cached_property
    def names(self) -> CaseNames:
        """How cases are named: short, by what tells those of the plan apart."""
        return CaseNames(planned.case for planned in self.plan.cases)

    def is_told(self, case_id: str, cause: str) -> bool:
        """Whether a diagnosis says this of the case already."""
        return (case_id, cause) in self._told

    @cached_property
    def _told(self) -> frozenset[tuple[str, str]]:
        return frozenset((found.case_id, found.cause) for found in self.diagnoses)

    def named(self, summaries: Sequence[CaseSummary]) -> str:
        """A few of the cases in words, and how many more there are."""
        return self.names.listed([summary.case for summary in summaries], MOST_NAMED)


Detector = Callable[[Evidence], list[Finding]]


def ids(summaries: Iterable[CaseSummary]) -> tuple[str, ...]:
    """The cases' ids."""
    return tuple(summary.case.id for summary in summaries)


def launch_seconds(trial: TrialRecord) -> float | None:
    """The launch's value: the median of its timed calls; None where it has none."""
    return median(trial.wall_seconds) if trial.wall_seconds else None


def median_of(values: Iterable[float | None]) -> float | None:
    """The median of those that are known; None where none is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None
