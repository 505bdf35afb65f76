"""What the launches of each case took, as laws of size need it: one figure a launch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from workbench.analysis.card_totals import HELD, card_totals
from workbench.model.case import Case
from workbench.model.plan import Plan, PlannedCase
from workbench.model.trial import OK, Phase, Score, TrialRecord

TRANSFERS = ("transfer_in", "transfer_out")
ALLOCATED = "device_memory_bytes"
"""What a solver tells of each call: the peak on its card, by its library's own allocator."""


@dataclass(frozen=True)
class Measured:
    """A planned case with what its launches came to, one entry a launch each.

    `seconds` are timed calls (the median of a launch's repeats), `compute_seconds` the same less transfers, where the
    solver tells these apart; `start_seconds` is how long the backend took to come up. `highs` holds the upper ends of
    the peak memory, of the launches that have one. Of one card: the peak by the library's allocator (`allocated`), the
    peak that NVML saw the trial hold (`held`), and how much the smallest card has (`card_bytes`).
    """

    planned: PlannedCase
    seconds: list[float] = field(default_factory=list)
    compute_seconds: list[float] = field(default_factory=list)
    start_seconds: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    allocated: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    card_bytes: list[float] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """What was measured."""
        return self.planned.case

    @property
    def transfers(self) -> bool:
        """Whether transfers were told apart."""
        return self.compute_seconds != self.seconds


def measured(plan: Plan, trials: Iterable[TrialRecord]) -> tuple[Measured, ...]:
    """The cases with a launch that went well, in the plan's order.

    A launch under a profiler is no measurement, and the seconds of a paced load are the load's own.
    """
    launches: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.status == OK and trial.profile is None and trial.wall_seconds and median(trial.wall_seconds) > 0:
            launches[trial.case_id].append(trial)
    chosen = [case for case in plan.cases if case.case.id in launches and not case.paced]
    return tuple(_measured(case, launches[case.case.id]) for case in chosen)


def _measured(planned: PlannedCase, launches: Sequence[TrialRecord]) -> Measured:
    found = Measured(planned)
    for launch in launches:
        seconds = median(launch.wall_seconds)
        transfer = _lasted(launch.phases, TRANSFERS) / len(launch.wall_seconds)
        found.seconds.append(seconds)
        found.compute_seconds.append(seconds - transfer if transfer < seconds else seconds)
        found.start_seconds.append(_lasted(launch.phases, ("start",)))
        if launch.memory is not None:
            found.lows.append(float(launch.memory.low_bytes))
            if launch.memory.high_bytes is not None:
                found.highs.append(float(launch.memory.high_bytes))
        if launch.score is not None:
            found.scores.append(launch.score)
        _tell_cards(found, launch)
    return found


def _tell_cards(found: Measured, launch: TrialRecord) -> None:
    if calls := launch.figures.get(ALLOCATED):
        found.allocated.append(max(calls))
    if held := card_totals(launch, found.case, HELD):
        found.held.append(max(held))
    if sizes := card_totals(launch, found.case, "gpu_memory_total_bytes"):
        found.card_bytes.append(min(sizes))


def _lasted(phases: Iterable[Phase], names: Sequence[str]) -> float:
    return sum(phase.seconds for phase in phases if phase.name in names)
