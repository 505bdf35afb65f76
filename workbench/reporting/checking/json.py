"""A check as JSON, in the shape of `workbench compare --json`, so that what reads one reads the other."""

from __future__ import annotations

from typing import Any

from workbench.model.comparison import overall
from workbench.model.gate import Calibration, Check, CheckedCase
from workbench.reporting.checking.sheet import headline
from workbench.reporting.comparing_json import ratio_content
from workbench.reporting.encoding import encode

CHECK_FORMAT = 1
"""Raised when a field changes its meaning or goes; a new field doesn't raise it."""


def check_to_json(check: Check) -> str:
    """`outcome` and `verdict` of the whole, then `comparisons` worst first, `findings`, the rule, and what it took.

    Beside what a comparison has, each says how it came out (`outcome`, `gate`), on how many pairs of launches
    (`launches` of either side, `confirming_launches` apart) and whether a regression was `confirmed`. Shares and
    ratios are plain numbers (0.02 for 2 %), durations seconds. `calibration` is null where none was asked for.
    """
    rule = check.rule
    return encode(
        {
            "format": CHECK_FORMAT,
            "outcome": check.outcome,
            "verdict": overall(tuple(case.verdict for case in check.cases)),
            "answer": headline(check),
            "suite": check.suite,
            "base": check.base,
            "head": check.head,
            "comparisons": [_case(case) for case in check.cases],
            "findings": list(check.findings),
            "confidence": rule.confidence,
            "margin": rule.margin,
            "margins": dict(rule.margins),
            "gate": rule.gate,
            "gates": dict(rule.gates),
            "wall_seconds": check.wall_seconds,
            "budget_seconds": check.budget_seconds,
            "failed_launches": check.failed_launches,
            "calibration": None if check.calibration is None else _calibration(check.calibration),
        }
    )


def _case(case: CheckedCase) -> dict[str, Any]:
    return {
        "case": case.case,
        "case_id": case.case_id,
        "metric": case.metric.name,
        "base": case.base,
        "head": case.head,
        "ratio": None if case.ratio is None else ratio_content(case.ratio),
        "verdict": case.verdict,
        "outcome": case.outcome,
        "gate": case.gate,
        "confirmed": case.confirmed,
        "launches": {"base": case.pairs if case.base_launches is None else case.base_launches, "head": case.pairs},
        "confirming_launches": {
            "base": case.confirming_pairs if case.base_launches is None else 0,
            "head": case.confirming_pairs,
        },
        "reason": case.reason,
    }


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "false_alarms": ratio_content(found.false_alarms),
        "checks": found.checks,
        "cases": [
            {
                "case": case.case,
                "case_id": case.case_id,
                "metric": case.metric.name,
                "pairs": case.pairs,
                "pair_noise_ratio": case.pair_noise_ratio,
                "smallest_effect": case.smallest_effect,
                "seconds_per_pair": case.seconds_per_pair,
            }
            for case in found.cases
        ],
    }
