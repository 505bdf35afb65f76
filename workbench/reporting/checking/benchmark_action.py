"""A check's head as github-action-benchmark reads it, to chart it over time.

The action has one direction a file (`tool: customSmallerIsBetter` or `customBiggerIsBetter`), hence two functions.
Format: https://github.com/benchmark-action/github-action-benchmark, `name`, `unit`, `value`, `range`, `extra`.
"""

from __future__ import annotations

import math

from workbench.model.gate import Check, CheckedCase
from workbench.reporting import figures
from workbench.reporting.encoding import encode


def check_to_smaller_is_better(check: Check) -> str:
    """Every metric of which less is better: time, memory, CPU time, start-up, serial fraction."""
    return _entries(check, higher_is_better=False)


def check_to_bigger_is_better(check: Check) -> str:
    """Every metric of which more is better: score, efficiency."""
    return _entries(check, higher_is_better=True)


def _entries(check: Check, higher_is_better: bool) -> str:
    told = [case for case in check.cases if case.metric.higher_is_better is higher_is_better]
    return encode([_entry(case) for case in told if case.head is not None and math.isfinite(case.head)])


def _entry(case: CheckedCase) -> dict[str, object]:
    """`name` is the same from run to run; a metric without a unit is a `ratio`, for the action shows one always."""
    extra = [f"{case.outcome}, {case.verdict}", f"{case.pairs} launches"]
    entry: dict[str, object] = {
        "name": f"{case.case}, {case.metric.title}",
        "unit": case.metric.unit or "ratio",
        "value": case.head,
    }
    if case.ratio is not None:
        entry["range"] = f"{figures.estimate(case.ratio, figures.RATIO)} of base"
    return {**entry, "extra": "\n".join(extra)}
