"""One case as it is checked: its pairs of launches, what they measured, and what has been decided of each metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.analysis.comparing.run_launches import run_launches
from workbench.analysis.deciding.counts import INSTRUCTIONS, gate_counts
from workbench.analysis.deciding.deciding import decide
from workbench.analysis.deciding.resolving import pair_noise, resolvable
from workbench.model.comparison import METRICS, Metric
from workbench.model.gate import OPEN, Decision, GateRule
from workbench.model.plan import Plan, PlannedCase
from workbench.model.reason import brief
from workbench.model.trial import OK, TIMEOUT, TrialRecord

MOST_RAISED_GATE = 0.5
"""A gate beyond this would let a doubling pass on a bad day: a machine that resolves no better leaves it undecided."""
FAILED_PAIRS = 2
_METRIC = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True)
class Pair:
    """Launches of both sides, adjacent in time. `seconds` is what the two took of the budget."""

    base: TrialRecord
    head: TrialRecord
    seconds: float

    @property
    def usable(self) -> bool:
        """Whether both ended well."""
        return self.base.status == OK == self.head.status


@dataclass(frozen=True)
class Values:
    """One metric of one case, pair by pair; NaN where a launch has no such measure."""

    metric: Metric
    base: Sequence[float]
    head: Sequence[float]
    tolerance: float = 0.0


@dataclass(frozen=True)
class Rules:
    """How cases are decided: the rule, which metrics, and how many of them in the whole check."""

    rule: GateRule
    metrics: tuple[str, ...]
    tests: int


@dataclass
class CheckedLaunches:
    """The launches of one case so far, and its decisions by metric. It is open while one of those is.

    `given_up` says why it is launched no more though nothing is decided. With `wanted` nothing is decided at all: it is
    launched until it has so many pairs.
    """

    planned: PlannedCase
    plan: Plan
    rules: Rules
    pairs: list[Pair] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    given_up: str | None = None
    wanted: int | None = None

    @property
    def usable(self) -> list[Pair]:
        """The pairs that both ended well."""
        return [pair for pair in self.pairs if pair.usable]

    @property
    def is_open(self) -> bool:
        """Whether another pair may tell more."""
        if self.given_up is not None:
            return False
        if self.wanted is not None:
            return len(self.pairs) < self.wanted
        return not self.decisions or any(each.outcome == OPEN for each in self.decisions.values())

    @property
    def is_suspected(self) -> bool:
        """Whether a regression is suspected and neither confirmed nor dispelled yet."""
        return self.is_open and any(each.outcome == OPEN and each.suspected_at for each in self.decisions.values())

    def add(self, pair: Pair, affordable: int) -> None:
        """Take a pair, and look where a look is due; `affordable` is how many pairs the budget allows in all."""
        self.pairs.append(pair)
        self.given_up = self._hopeless()
        if self.given_up is None and self.wanted is None:
            self._look(affordable)

    def close(self) -> None:
        """There will be no more pairs."""
        if self.is_open and self.usable and self.wanted is None:
            self._look(len(self.usable), final=True)

    def values(self) -> Iterator[Values]:
        """What its usable pairs measured, by metric."""
        alone = replace(self.plan, cases=(self.planned,))
        sides = [
            {each.metric.name: each for each in run_launches(alone, trials)}
            for trials in ([pair.base for pair in self.usable], [pair.head for pair in self.usable])
        ]
        for name in self.rules.metrics:
            found = [side.get(name) for side in sides]
            known = next((each for each in found if each is not None), None)
            if known is not None:
                nothing = [float("nan")] * len(self.usable)
                own, other = (nothing if each is None else each.values.tolist() for each in found)
                yield Values(known.metric, own, other, dict(known.tolerances).get(0, 0.0))

    def _look(self, affordable: int, final: bool = False) -> None:
        due = {name for name, each in self.decisions.items() if each.outcome == OPEN and self._is_due(each, final)}
        if self.decisions and not due:
            return
        for values in self.values():
            name = values.metric.name
            if not self.decisions or name in due or name not in self.decisions:
                self.decisions[name] = self._decided(values, affordable, final)

    def _is_due(self, decision: Decision, final: bool) -> bool:
        return final or len(self.usable) >= decision.next_pairs

    def _decided(self, values: Values, affordable: int, final: bool) -> Decision:
        rule = self.rules.rule
        if values.metric.name == INSTRUCTIONS:
            return gate_counts(values.base, values.head, rule)
        noise = pair_noise(values.base, values.head, values.metric, rule, tolerance=values.tolerance)
        floor = None if noise is None else resolvable(noise, max(affordable, len(self.usable)), rule)
        return decide(
            values.base,
            values.head,
            values.metric,
            rule,
            tests=self.rules.tests,
            tolerance=values.tolerance,
            resolvable=0.0 if floor is None or floor > MOST_RAISED_GATE else floor,
            final=final,
        )

    def _hopeless(self) -> str | None:
        last = self.pairs[-1]
        if last.usable:
            hashes = {last.base.data_hash, last.head.data_hash}
            return "the two sides read other data" if len(hashes) > 1 else self._uncounted(last)
        failed = [pair for pair in self.pairs if not pair.usable]
        if len(failed) < FAILED_PAIRS and TIMEOUT not in (last.base.status, last.head.status):
            return None
        return _failing(last)

    def _uncounted(self, pair: Pair) -> str | None:
        """Where nothing but instructions was asked for, and they can't be counted, more launches tell nothing."""
        if self.rules.metrics != (INSTRUCTIONS,):
            return None
        reason = pair.base.instructions_unavailable or pair.head.instructions_unavailable
        return None if reason is None else f"its instructions can't be counted: {reason}"


def _failing(pair: Pair) -> str:
    said = {
        side: brief(trial.reason or trial.status, 160) for side, trial in (("BASE", pair.base), ("HEAD", pair.head))
    }
    if pair.head.status == OK:
        return f"BASE fails where HEAD works: {said['BASE']}"
    if pair.base.status == OK:
        return f"HEAD fails where BASE works: {said['HEAD']}"
    return f"both sides fail; HEAD: {said['HEAD']}"


def typical_seconds(pairs: Sequence[Pair]) -> float | None:
    """What another pair should take; None before the first."""
    seconds = sorted(pair.seconds for pair in pairs)
    return seconds[len(seconds) // 2] if seconds else None


def metric_named(name: str) -> Metric:
    """The metric of that name."""
    return _METRIC[name]
