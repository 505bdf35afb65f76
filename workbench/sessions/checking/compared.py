"""A row of a check from a comparison of whole runs, where launches were not paired."""

from __future__ import annotations

from collections.abc import Callable

from workbench.model.comparison import BETTER, FASTER, REGRESSIONS, SAME, Comparison
from workbench.model.comparison import INCOMPARABLE as NOT_ALIKE
from workbench.model.comparison import UNDECIDED as NOTHING_SURE
from workbench.model.gate import FAILED, INCOMPARABLE, PASSED, UNDECIDED, CheckedCase
from workbench.sessions.checking.extents import at_worst

FINE = (SAME, FASTER, BETTER)


def compared_row(
    found: Comparison, gate: float, fresh: Comparison | None, repeats: Callable[[Comparison], bool]
) -> CheckedCase:
    """How it came out: a regression fails where `fresh` launches are there and `repeats` says that they show it again.

    What is fine, or at worst below the gate, passes.
    """
    outcome, reason, confirmed = UNDECIDED, found.reason, None
    if found.verdict == NOT_ALIKE:
        outcome = INCOMPARABLE
    elif found.verdict in REGRESSIONS:
        confirmed = fresh is not None and repeats(fresh)
        outcome, reason = (FAILED, reason) if confirmed else (UNDECIDED, "fresh launches did not repeat it")
    elif found.verdict in FINE or at_worst(found) < gate:
        outcome = PASSED
    return CheckedCase(
        case=found.case,
        case_id=found.case_id,
        metric=found.metric,
        outcome=outcome,
        verdict=found.verdict if confirmed is not False else NOTHING_SURE,
        ratio=found.ratio,
        gate=gate,
        base=found.base,
        head=found.head,
        pairs=found.head_launches,
        confirming_pairs=0 if fresh is None or confirmed is None else fresh.head_launches,
        confirmed=confirmed,
        reason=reason,
    )
