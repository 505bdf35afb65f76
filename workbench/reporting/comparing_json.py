"""A comparison as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from workbench.model.comparison import Comparison, Comparisons
from workbench.model.estimate import Estimate
from workbench.reporting.encoding import encode


def comparisons_to_json(found: Comparisons) -> str:
    """`verdict`, then `comparisons` worst first, each with its ratio of head over base, then `findings`.

    A ratio that can't be told is null, and so is an end without a bound. Beside the verdict stand what it rests on
    (`p_value`, `launches`) and, where the interval alone doesn't explain it, the `reason`.
    """
    settings = found.settings
    return encode(
        {
            "verdict": found.verdict,
            "comparisons": [_comparison(each) for each in found.comparisons],
            "findings": [msgspec.to_builtins(finding) for finding in found.findings],
            "confidence": settings.confidence,
            "false_discovery_rate": settings.discovery_rate,
            "margin": settings.margin,
        }
    )


def _comparison(each: Comparison) -> dict[str, Any]:
    return {
        "case": each.case,
        "metric": each.metric.name,
        "base": each.base,
        "head": each.head,
        "ratio": None if each.ratio is None else ratio_content(each.ratio),
        "verdict": each.verdict,
        "reason": each.reason,
        "p_value": each.p_value,
        "launches": {"base": each.base_launches, "head": each.head_launches},
    }


def ratio_content(ratio: Estimate) -> dict[str, Any]:
    """A ratio with the ends of its interval, and what kind of interval that is (see workbench.model.estimate)."""
    return {"estimate": ratio.value, "low": ratio.low, "high": ratio.high, "kind": ratio.kind}
