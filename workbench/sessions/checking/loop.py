"""The sequential loop: pairs of launches in turn, round after round, of the cases that aren't decided yet."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.model.event import TrialStarted, Warned
from workbench.model.reason import brief
from workbench.model.trial import OK, TrialRecord
from workbench.model.units import format_seconds
from workbench.sessions.checking.cases import CheckedLaunches, Pair, typical_seconds
from workbench.sessions.checking.sides import LEAST_PAIRS, Side
from workbench.sessions.launching import Tell

OVERTIME_PAIRS = 8
"""How many pairs past the budget may still confirm a regression that is suspected."""
MARGIN = 1.2
"""What a budget that is advised holds beyond what was measured."""


@dataclass(frozen=True)
class Budget:
    """Until when pairs are begun, on CLOCK_MONOTONIC."""

    seconds: float
    ends: float

    @classmethod
    def of(cls, seconds: float) -> Budget:
        """The one that begins now."""
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds left; below 0 once it is spent."""
        return self.ends - time.monotonic()


Decided = Callable[[CheckedLaunches], None]


class Loop:
    """Launches until every case is decided or the budget is spent, `decided` hearing of each as it is.

    In a round every open case has one pair, in a random order that the seed determines. A case's pairs go AB, BA or
    BA, AB by turns, so that what changes steadily is nobody's difference.
    """

    def __init__(
        self,
        base: Side,
        head: Side,
        cases: Sequence[CheckedLaunches],
        budget: Budget,
        seed: int,
        tell: Tell,
        decided: Decided,
    ) -> None:
        self._sides = (base, head)
        self._cases = cases
        self._budget = budget
        self._seed = seed
        self._tell = tell
        self._decided = decided
        self._overtime: dict[str, int] = {}

    def run(self) -> None:
        """To the end."""
        number = 0
        while True:
            number += 1
            chosen = [case for case in self._cases if case.is_open]
            random.Random(f"{self._seed}/{number}").shuffle(chosen)
            launched = [case for case in chosen if self._may_launch(case) and self._launch(case)]
            if number == 1:
                self._warn_of_a_small_budget()
            if not launched:
                break
        for case in self._cases:
            if case.is_open:
                case.close()
                self._decided(case)

    def confirm(self, case_ids: set[str]) -> None:
        """Launch cases afresh, LEAST_PAIRS pairs of each, whatever is left of the budget."""
        for _ in range(LEAST_PAIRS):
            for case in self._cases:
                if case.planned.case.id in case_ids:
                    case.pairs.append(self._pair(case))

    def _launch(self, case: CheckedLaunches) -> bool:
        """Whether the case may be launched again; False once it is decided, and then told."""
        case.add(self._pair(case), self._affordable(case))
        if not case.is_open:
            self._decided(case)
        return True

    def _pair(self, case: CheckedLaunches) -> Pair:
        number = len(case.pairs) + 1
        case_id = case.planned.case.id
        flip = random.Random(f"{self._seed}/{case_id}/{(number - 1) // 2}").random() < 0.5
        order = self._sides if flip == bool(number % 2) else self._sides[::-1]
        began = time.monotonic()
        records: Mapping[str, TrialRecord] = {side.key: self._launch_side(side, case, number) for side in order}
        return Pair(records["base"], records["head"], time.monotonic() - began)

    def _launch_side(self, side: Side, case: CheckedLaunches, number: int) -> TrialRecord:
        done = sum(not each.is_open for each in self._cases)
        left = max(0.0, self._budget.left())
        spec = side.spec(case.planned.case.id, number)
        self._tell(TrialStarted(spec, done + 1, len(self._cases), left, side.key))
        record = side.launch(case.planned.case.id, number, self._tell)
        if record.status != OK:
            why = brief(record.reason or record.status)
            self._tell(Warned(f"a launch of {side.key.upper()} failed: {case.planned.case.label()}: {why}"))
        return record

    def _may_launch(self, case: CheckedLaunches) -> bool:
        expected = typical_seconds(case.pairs)
        if self._budget.left() > (expected or 0.0):
            return True
        if not case.is_suspected:
            return False
        case_id = case.planned.case.id
        self._overtime[case_id] = self._overtime.get(case_id, 0) + 1
        return self._overtime[case_id] <= OVERTIME_PAIRS

    def _affordable(self, case: CheckedLaunches) -> int:
        """How many pairs of this case the budget holds in all, were it to end with all that are open now."""
        waiting = [each for each in self._cases if each.is_open]
        expected = [seconds for each in waiting if (seconds := typical_seconds(each.pairs)) is not None]
        if not expected:
            return len(case.pairs)
        return len(case.pairs) + int(max(0.0, self._budget.left()) / max(sum(expected), 1e-6))

    def _warn_of_a_small_budget(self) -> None:
        needed = least_budget(self._cases)
        if needed is not None and needed > self._budget.seconds:
            self._tell(
                Warned(
                    f"the budget of {format_seconds(self._budget.seconds)} is too small to decide these cases: "
                    f"{LEAST_PAIRS} pairs of each take about {format_seconds(needed)}; "
                    f"write --time-budget {whole_minutes(needed * MARGIN)}"
                )
            )


def least_budget(cases: Sequence[CheckedLaunches]) -> float | None:
    """Seconds that the least number of pairs takes, as far as the first pairs tell; None before any."""
    known = [seconds for case in cases if (seconds := typical_seconds(case.pairs)) is not None]
    return None if not known else LEAST_PAIRS * sum(known) * len(cases) / len(known)


def whole_minutes(seconds: float) -> str:
    """A duration as a person writes it: `45s`, `3m`."""
    return f"{max(1, round(seconds))}s" if seconds < 60 else f"{int(seconds // 60) + 1}m"
