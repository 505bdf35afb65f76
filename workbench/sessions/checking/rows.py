"""From the launches of each case to how it came out: rows of a Check, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from statistics import median

from workbench.analysis.case_names import CaseNames, counted
from workbench.model.comparison import INCOMPARABLE as NOT_ALIKE
from workbench.model.comparison import UNDECIDED, Metric
from workbench.model.finding import Finding
from workbench.model.gate import FAIL, FAILED, INCOMPARABLE, OPEN, OUTCOMES, PASS, PASSED, CheckedCase, Decision
from workbench.model.gate import UNDECIDED as OPEN_STILL
from workbench.model.reason import brief
from workbench.model.trial import OK
from workbench.sessions.checking.cases import CheckedLaunches, Values, metric_named
from workbench.sessions.checking.sides import LEAST_PAIRS

MOST_NAMED = 3
_OUTCOMES = {FAIL: FAILED, PASS: PASSED}
_WORST_FIRST = {outcome: place for place, outcome in enumerate(OUTCOMES)}


def rows_of(case: CheckedLaunches, name: str, advised: str = "") -> tuple[CheckedCase, ...]:
    """A row for each metric of a case; one that tells why, where it was given up or never launched.

    `advised` is the budget that would do, where this one held too few pairs.
    """
    if case.given_up is not None:
        return (_not_alike(case, name, case.given_up),)
    if not case.rules.metrics and case.usable:
        return ()
    if not case.usable:
        return (_without_a_pair(case, name, advised),)
    rows = []
    for values in case.values():
        decision = case.decisions.get(values.metric.name)
        if decision is not None:
            rows.append(_row(case, name, values, decision, advised))
    return tuple(rows) or (_not_alike(case, name, "none of the metrics asked for was measured"),)


def sorted_rows(rows: Sequence[CheckedCase]) -> tuple[CheckedCase, ...]:
    """Worst first: by outcome, then by how much."""
    return tuple(sorted(rows, key=_badness))


def overall(rows: Sequence[CheckedCase]) -> str:
    """The worst outcome of any."""
    found = {row.outcome for row in rows}
    return next((outcome for outcome in OUTCOMES if outcome in found), OPEN_STILL)


def failed_launches(cases: Sequence[CheckedLaunches]) -> int:
    """How many launches of the head did not end well."""
    return sum(pair.head.status != OK for case in cases for pair in case.pairs)


def failure_findings(cases: Sequence[CheckedLaunches], names: CaseNames) -> Iterator[Finding]:
    """What failed: on HEAD alone, which is loudest; on BASE alone; on both."""
    told: dict[tuple[str, str], list[tuple[CheckedLaunches, str, int]]] = {}
    for case in cases:
        failed = [pair for pair in case.pairs if not pair.usable]
        if not failed:
            continue
        on_head = [pair.head for pair in failed if pair.head.status != OK]
        on_base = [pair.base for pair in failed if pair.base.status != OK]
        which = ("error", "HEAD fails where BASE works") if not on_base else ("warning", "BASE and HEAD both fail")
        which = which if on_head else ("warning", "BASE fails where HEAD works")
        trials = on_head or on_base
        told.setdefault(which, []).append((case, brief(trials[-1].reason or trials[-1].status, 160), len(trials)))
    for (severity, what), found in told.items():
        labels = [
            f"{names.full(case.planned.case)}: {reason} ({number} of {counted(len(case.pairs), 'launch')})"
            for case, reason, number in found
        ]
        ids = tuple(case.planned.case.id for case, _, _ in found)
        remedy = "A head that doesn't run is no slower: mend it, then check again." if severity == "error" else None
        yield Finding(severity, "failed_launches", f"{what}: {_listed(labels)}.", remedy, ids)


def _row(case: CheckedLaunches, name: str, values: Values, decision: Decision, advised: str) -> CheckedCase:
    own, other = _median(values.base), _median(values.head)
    lacking = [side for side, value in (("BASE", own), ("HEAD", other)) if value is None]
    if lacking:
        return _not_alike(case, name, f"{' and '.join(lacking)} has no {values.metric.title} that is a number", values)
    outcome = _OUTCOMES.get(decision.outcome, OPEN_STILL)
    fresh = 0 if decision.suspected_at is None else decision.pairs - decision.suspected_at
    return CheckedCase(
        case=name,
        case_id=case.planned.case.id,
        metric=values.metric,
        outcome=outcome,
        verdict=decision.verdict,
        ratio=decision.ratio,
        gate=decision.gate,
        base=own,
        head=other,
        pairs=decision.pairs - fresh,
        confirming_pairs=fresh,
        confirmed=decision.confirmed,
        reason=_too_few(decision.pairs, advised) if decision.outcome == OPEN else None,
    )


def _too_few(pairs: int, advised: str) -> str | None:
    if pairs >= LEAST_PAIRS:
        return None
    more = f": --time-budget {advised}" if advised else ""
    return f"just {counted(pairs, 'pair')} could be made, and {LEAST_PAIRS} are the least{more}"


def _without_a_pair(case: CheckedLaunches, name: str, advised: str) -> CheckedCase:
    reason = _too_few(0, advised) if not case.pairs else "no pair of launches ended well on both sides"
    metric = _first_metric(case)
    gate = case.rules.rule.gate_of(metric.name)
    return CheckedCase(name, case.planned.case.id, metric, OPEN_STILL, UNDECIDED, None, gate, reason=reason)


def _not_alike(case: CheckedLaunches, name: str, reason: str, values: Values | None = None) -> CheckedCase:
    metric = _first_metric(case) if values is None else values.metric
    gate = case.rules.rule.gate_of(metric.name)
    pairs = len(case.pairs)
    return CheckedCase(
        name, case.planned.case.id, metric, INCOMPARABLE, NOT_ALIKE, None, gate, pairs=pairs, reason=reason
    )


def _first_metric(case: CheckedLaunches) -> Metric:
    """What stands for a case of which nothing was measured."""
    return metric_named(next(iter(case.rules.metrics), "time"))


def _median(values: Sequence[float]) -> float | None:
    known = [value for value in values if not isnan(value)]
    return median(known) if known else None


def _badness(row: CheckedCase) -> tuple[int, float, str, str]:
    value = 1.0 if row.ratio is None else row.ratio.value
    return _WORST_FIRST[row.outcome], value if row.metric.higher_is_better else -value, row.case, row.metric.name


def _listed(labels: Sequence[str]) -> str:
    more = len(labels) - MOST_NAMED
    return "; ".join(labels[:MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
