"""What launching a base against itself says: this machine's noise, and what a check can find in it."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.case_names import CaseNames
from workbench.analysis.deciding.calibrating import Sample, calibrate
from workbench.model.gate import Calibration
from workbench.sessions.checking.asked import Asked
from workbench.sessions.checking.cases import CheckedLaunches, typical_seconds

PAIRS = 20
"""Of each case, where the budget holds so many: noise is known to about a sixth then."""


def calibration_of(cases: Sequence[CheckedLaunches], names: CaseNames, asked: Asked, seed: int) -> Calibration:
    """The calibration by the pairs of `cases`, all of the same code, for checks with the budget that was asked for."""
    round_seconds = sum(typical_seconds(case.pairs) or 0.0 for case in cases)
    affordable = int(asked.budget_seconds / round_seconds) if round_seconds > 0 else 0
    samples = [
        Sample(
            names.full(case.planned.case),
            case.planned.case.id,
            values.metric,
            values.base,
            values.head,
            affordable,
            typical_seconds(case.pairs) or 0.0,
            values.tolerance,
        )
        for case in cases
        if case.usable
        for values in case.values()
    ]
    return calibrate(samples, cases[0].rules.rule, seed)
