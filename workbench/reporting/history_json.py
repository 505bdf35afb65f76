"""Histories as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.change import ChangePoint, History
from workbench.model.estimate import Estimate
from workbench.reporting.encoding import encode
from workbench.reporting.telling_changes import date

HISTORY_FORMAT = 1
"""Raised when a field changes its meaning or goes; a new field doesn't raise it."""


def histories_to_json(histories: Sequence[History]) -> str:
    """All change points, oldest first in each history, then the histories they are of.

    An `index` counts the points of its history from 0; `at` is in seconds since the epoch, `date` its day (UTC).
    """
    return encode(
        {
            "format": HISTORY_FORMAT,
            "change_points": [_change(change, each) for each in histories for change in each.changes],
            "histories": [_history(each) for each in histories],
            "findings": [finding for each in histories for finding in each.findings],
        }
    )


def _change(change: ChangePoint, history: History) -> dict[str, object]:
    return {
        "suite": history.suite,
        "case": history.title,
        "case_id": history.case_id,
        "metric": history.measure.name,
        "index": change.index,
        "revision": change.revision,
        "at": change.at,
        "date": date(change.at) or None,
        "verdict": change.verdict,
        "is_regression": change.is_regression,
        "ratio": _ratio(change.ratio),
        "p_value": change.p_value,
        "last_good": change.last_good,
        "first_bad": change.first_bad,
        "compared_from": change.compared_from,
        "compared_to": change.compared_to,
        "autocorrelation": change.autocorrelation,
        "explained_by": list(change.explained_by),
    }


def _ratio(ratio: Estimate) -> dict[str, float | None]:
    return {"estimate": ratio.value, "low": ratio.low, "high": ratio.high, "confidence": ratio.confidence}


def _history(history: History) -> dict[str, object]:
    return {
        "suite": history.suite,
        "case": history.title,
        "case_id": history.case_id,
        "measure": history.measure,
        "tested": history.tested,
        "detectable_ratio": history.detectable_ratio,
        "points": history.points,
        "marks": history.marks,
    }
