"""Instructions of both sides, case by case: judged by their own gate, which is far finer than any of times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.analysis.deciding.counts import INSTRUCTIONS, LEAST_GATE, decide_counts
from workbench.model.comparison import Comparison, Settings
from workbench.model.finding import Finding


def counts_of(launches: Sequence[Launches]) -> tuple[Launches, ...]:
    """Those that are counts, one for each counter."""
    return tuple(each for each in launches if each.metric.name == INSTRUCTIONS)


def without_counts(launches: Sequence[Launches]) -> tuple[Launches, ...]:
    """Those that are measured."""
    return tuple(each for each in launches if each.metric.name != INSTRUCTIONS)


def compare_counts(base: Sequence[Launches], head: Sequence[Launches], settings: Settings) -> list[Comparison]:
    """A comparison for each case that both sides counted by the same counter; no statistics, so no p-value.

    A margin that was set for `instructions` itself takes the place of 0.1 %.
    """
    if settings.metrics and INSTRUCTIONS not in settings.metrics:
        return []
    least = dict(settings.margins).get(INSTRUCTIONS, LEAST_GATE)
    others = {each.metric: _by_key(each) for each in counts_of(head)}
    found = []
    for own in counts_of(base):
        counted, names = others.get(own.metric, {}), {case.key: case for case in own.cases}
        for key, values in _by_key(own).items():
            if key in counted:
                found.append(_comparison(own, names[key], values, counted[key], least))
    return found


def unlike_counters(base: Sequence[Launches], head: Sequence[Launches]) -> Iterator[Finding]:
    """Where the two sides were counted by other counters there is nothing to hold against one another."""
    own, other = ({each.metric.title for each in counts_of(side)} for side in (base, head))
    if own and other and not own & other:
        yield Finding(
            "warning",
            "unlike_counters",
            f"BASE has {', '.join(sorted(own))}, HEAD {', '.join(sorted(other))}: their counts can't be compared.",
            "Count both on one machine.",
        )


def _comparison(
    own: Launches, case: CaseKey, values: tuple[float, ...], other: tuple[float, ...], least: float
) -> Comparison:
    decision = decide_counts(values, other, least)
    return Comparison(
        case.name,
        own.metric,
        decision.verdict,
        median(values),
        median(other),
        decision.ratio,
        None,
        decision.reason,
        case.key,
        len(values),
        len(other),
    )


def _by_key(launches: Launches) -> Mapping[str, tuple[float, ...]]:
    found: dict[str, list[float]] = {}
    for code, value in zip(launches.codes.tolist(), launches.values.tolist(), strict=True):
        if value > 0:  # NaN where it was not counted
            found.setdefault(launches.cases[code].key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
