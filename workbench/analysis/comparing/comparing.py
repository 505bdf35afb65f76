"""Everything two sources of launches say of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.analysis.case_names import counted
from workbench.analysis.comparing.counts import compare_counts, unlike_counters, without_counts
from workbench.analysis.comparing.effects import effects_of
from workbench.analysis.comparing.judging import DRIFTS, Effect, judged
from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.analysis.comparing.scaling_parameters import Fit, Series, scaling_effects
from workbench.collector import collector_paused
from workbench.model.comparison import INCOMPARABLE, WORST_FIRST, Comparison, Comparisons, Metric, Settings, overall
from workbench.model.finding import Finding

MOST_NAMED = 3
SCALING = frozenset(("serial_fraction", "efficiency"))
"""Metrics that take a fit of every series on both sides."""


@dataclass(frozen=True)
class Source:
    """One side: its launches by metric and its scaling series.

    `failures` counts by case key the launches that did not end well, `unusable` by (metric, case key) those whose value
    is no measure; `data` is a hash by case key of what they read.
    """

    name: str
    cases: tuple[CaseKey, ...]
    launches: tuple[Launches, ...]
    series: tuple[Series, ...] = ()
    failures: tuple[tuple[str, int], ...] = ()
    unusable: tuple[tuple[tuple[str, str], int], ...] = ()
    data: tuple[tuple[str, str], ...] = ()


@collector_paused()
def compare(
    base: Source,
    head: Source,
    settings: Settings,
    fit: Fit,
    unlike: str | None = None,
    findings: Iterable[Finding] = (),
) -> Comparisons:
    """A verdict for each metric of each case that both sides have, worst first; what else there is to say as findings.

    `unlike` says why nothing of the two may be compared (another machine); then all of it is `incomparable`.
    """
    effects = _effects(base, head, settings, fit)
    other_data = _unlike_data(base, head)
    comparisons = [
        _barred(found, unlike, other_data)
        for found in (*judged(effects, settings), *compare_counts(base.launches, head.launches, settings))
    ]
    comparisons += _unmatched(base, head, comparisons, settings)
    ordered = tuple(sorted(comparisons, key=_worst_first))
    findings = (*findings, *unlike_counters(base.launches, head.launches))
    told = (*findings, *_failures(base, head), *_one_sided(base, head), *_spoiled(base, head), *_drifting(ordered))
    failed = bool(dict(head.failures).keys() & {case.key for case in base.cases})
    verdict = overall(tuple(found.verdict for found in ordered))
    return Comparisons(verdict, ordered, told, settings, base.name, head.name, failed)


def _effects(base: Source, head: Source, settings: Settings, fit: Fit) -> list[Effect]:
    wanted = set(settings.metrics)
    others = {launches.metric: launches for launches in head.launches}
    effects: list[Effect] = []
    for own in without_counts(base.launches):
        if own.metric in others and (not wanted or own.metric.name in wanted):
            effects += effects_of(own, others[own.metric], settings)
    if wanted and not wanted & SCALING:
        return effects
    scaling = scaling_effects(base.series, head.series, settings, fit)
    return effects + [effect for effect in scaling if not wanted or effect.metric.name in wanted]


def _worst_first(found: Comparison) -> tuple[int, float, str]:
    ratio = 1.0 if found.ratio is None else found.ratio.value
    badness = -ratio if found.metric.higher_is_better else ratio
    return WORST_FIRST.index(found.verdict), -badness, found.case


def _barred(found: Comparison, unlike: str | None, other_data: set[str]) -> Comparison:
    if unlike is not None:
        return replace(found, verdict=INCOMPARABLE, reason=f"measured on unlike machines: {unlike}")
    if found.case_id in other_data:
        return replace(found, verdict=INCOMPARABLE, reason="the two sides read other data")
    return found


def _unlike_data(base: Source, head: Source) -> set[str]:
    other = dict(head.data)
    return {key for key, digest in base.data if other.get(key, digest) != digest}


def _unmatched(base: Source, head: Source, found: Sequence[Comparison], settings: Settings) -> list[Comparison]:
    """Metrics of a common case that just one side could measure: a score that is NaN, a launch that fails each time."""
    known = {(each.case_id, each.metric.name) for each in found}
    sides = [dict.fromkeys(_measured(source)) for source in (base, head)]
    names = {case.key: case.name for case in base.cases}
    shared = names.keys() & {case.key for case in head.cases}
    broken = [{name for (name, _), _ in source.unusable} for source in (base, head)]
    wanted = set(settings.metrics)
    unmatched = []
    for (key, metric), missing in [
        *(((key, metric), "HEAD") for key, metric in sides[0] if (key, metric) not in sides[1]),
        *(((key, metric), "BASE") for key, metric in sides[1] if (key, metric) not in sides[0]),
    ]:
        if key not in shared or (key, metric.name) in known or (wanted and metric.name not in wanted):
            continue
        failing = dict((head if missing == "HEAD" else base).failures).get(key, 0)
        if not failing and metric.name not in broken[missing == "HEAD"]:
            continue
        why = "every launch failed" if failing else "its values are no measures"
        unmatched.append(
            Comparison(names[key], metric, INCOMPARABLE, reason=f"{missing} has no {metric.title}: {why}", case_id=key)
        )
    return unmatched


def _measured(source: Source) -> Iterable[tuple[str, Metric]]:
    for launches in source.launches:
        usable = launches.codes[~np.isnan(launches.values)]
        for code in dict.fromkeys(usable.tolist()):
            yield launches.cases[code].key, launches.metric


def _failures(base: Source, head: Source) -> Iterable[Finding]:
    for source, side, severity in ((head, "HEAD", "error"), (base, "BASE", "warning")):
        if not source.failures:
            continue
        names = {case.key: case.name for case in source.cases}
        count = sum(number for _, number in source.failures)
        told = _listed([names.get(key, key) for key, _ in source.failures])
        yield Finding(
            severity,
            "failed_launches",
            f"{counted(count, 'launch')} of {side} did not end well ({told}); what did was compared.",
            "`workbench show` says why they failed.",
            tuple(key for key, _ in source.failures),
        )


def _one_sided(base: Source, head: Source) -> Iterable[Finding]:
    for own, other, side, severity, means in (
        (base, head, "BASE", "warning", "it may have been removed or renamed"),
        (head, base, "HEAD", "info", "there is nothing to hold it against yet"),
    ):
        there = {case.key for case in other.cases}
        only = [case for case in own.cases if case.key not in there]
        if only:
            told = _listed([case.name for case in only])
            message = f"{counted(len(only), 'case')} only in {side} ({told}): {means}."
            yield Finding(severity, "one_sided_cases", message, None, tuple(case.key for case in only))


def _spoiled(base: Source, head: Source) -> Iterable[Finding]:
    for source, side in ((base, "BASE"), (head, "HEAD")):
        if not source.unusable:
            continue
        names = {case.key: case.name for case in source.cases}
        count = sum(number for _, number in source.unusable)
        told = _listed([f"{names.get(key, key)}: {metric}" for (metric, key), _ in source.unusable])
        left_out = "was left out" if count == 1 else "were left out"
        yield Finding(
            "warning",
            "unusable_values",
            f"{counted(count, 'value')} of {side} can't be a measure and {left_out} ({told}): not a number, or a "
            "time that is 0 or less, as when a clock went backwards.",
            None,
            tuple(dict.fromkeys(key for (_, key), _ in source.unusable)),
        )


def _drifting(comparisons: Sequence[Comparison]) -> Iterable[Finding]:
    drifting = [found for found in comparisons if found.reason == DRIFTS]
    if drifting:
        told = _listed([f"{found.case}: {found.metric.title}" for found in drifting])
        yield Finding(
            "warning",
            "drift",
            f"{counted(len(drifting), 'difference')} could be drift alone, as launches follow one another ({told}).",
            "Launch base and head in turn (`--interleaved` says of files that they were), or more often.",
            tuple(found.case_id for found in drifting),
        )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
