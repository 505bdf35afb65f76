"""A run that somebody looked at while it measured."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence
from workbench.model.finding import Finding

DAY_SECONDS = 86400.0


def watched(evidence: Evidence) -> list[Finding]:
    """From when to when a page that refreshes itself showed the run, and how many trials ran meanwhile."""
    if not evidence.watched:
        return []
    begin, end = evidence.watched[0].begin_seconds, evidence.watched[-1].end_seconds
    beside = [
        trial
        for trial in evidence.trials
        if any(
            trial.started_at <= each.end_seconds and trial.started_at + trial.elapsed_seconds >= each.begin_seconds
            for each in evidence.watched
        )
    ]
    times = "" if len(evidence.watched) == 1 else f", {len(evidence.watched)} times"
    return [
        Finding(
            "info",
            "watched",
            f"The run was watched on the dashboard's Live page from {_moment(begin)} to "
            f"{_moment(end, begin)} UTC{times}, while {counted(len(beside), 'trial')} of {len(evidence.trials):,} ran: "
            "each refresh takes some CPU time from what is measured.",
            "For figures that must hold, leave the page's refresh off.",
            tuple(dict.fromkeys(trial.case_id for trial in beside)),
        )
    ]


def _moment(seconds: float, since: float | None = None) -> str:
    """With its date, unless that is the one it follows."""
    moment = datetime.fromtimestamp(seconds, UTC)
    same_day = since is not None and seconds // DAY_SECONDS == since // DAY_SECONDS
    return moment.strftime("%H:%M:%S" if same_day else "%Y-%m-%d %H:%M:%S")
