"""How cards compare with all the cores of their machine, at equal quality, from host memory and with data there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from workbench.analysis.baselines import best_score, equal_quality
from workbench.analysis.case_times import CaseTimes, case_times, estimates, ratios
from workbench.analysis.diagnosis.gathering import cores_given, usable_cpus
from workbench.analysis.groups import Groups
from workbench.analysis.sizes.measured import Measured, measured
from workbench.model.card_comparison import CardComparison, OnCards
from workbench.model.device import cards_of
from workbench.model.estimate import Estimate
from workbench.model.plan import Plan
from workbench.model.run import Machine
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord

CARD_ENERGY = "card_energy_joules"


def card_comparisons(
    plan: Plan, trials: Sequence[TrialRecord], summaries: Sequence[CaseSummary], machine: Machine
) -> tuple[CardComparison, ...]:
    """One a problem that was solved on cards and without, in the plan's order; only what is of equal quality.

    The base is the fastest on cores, however many it uses: where fewer than all are faster, those are to be beaten.
    """
    rows = {summary.case.id: summary for summary in summaries}
    counted = {trial.case_id for trial in trials if CARD_ENERGY in trial.totals}
    problems: defaultdict[Hashable, list[Measured]] = defaultdict(list)
    for each in measured(plan, trials):
        problems[each.case.problem()].append(each)
    groups = (_equally_good(group, rows) for group in problems.values())
    return tuple(found for group in groups for found in _comparison(group, rows, machine, counted))


def _equally_good(group: Sequence[Measured], rows: dict[str, CaseSummary]) -> list[Measured]:
    best = best_score(rows[each.case.id].score for each in group)
    return [each for each in group if equal_quality(rows[each.case.id].score, best)]


def _comparison(
    group: Sequence[Measured], rows: dict[str, CaseSummary], machine: Machine, counted: set[str]
) -> Iterator[CardComparison]:
    on_cards = [each for each in group if cards_of(each.case.resources.device)]
    on_cores = [each for each in group if not cards_of(each.case.resources.device) and each.case.cluster is None]
    if not on_cards or not on_cores:
        return
    base = min(on_cores, key=lambda each: _middle(each.seconds))
    found = [_on_cards(each, base, rows[each.case.id], each.case.id in counted) for each in on_cards]
    yield CardComparison(
        base.case,
        cores_given(base.case, machine),
        max(cores_given(each.case, machine) for each in on_cores),
        usable_cpus(base.case, machine),
        _estimate(base.seconds),
        tuple(sorted(found, key=lambda row: row.seconds.value)),
        rows[base.case.id].figures.get("cpu_energy_joules"),
    )


def _on_cards(each: Measured, base: Measured, row: CaseSummary, counted: bool) -> OnCards:
    computing = each.compute_seconds if each.transfers else None
    return OnCards(
        each.case,
        len(cards_of(each.case.resources.device)),
        _estimate(each.seconds),
        _ratio(base.seconds, each.seconds),
        None if computing is None else _estimate(computing),
        None if computing is None else _ratio(base.seconds, computing),
        row.warmup_seconds,
        row.compiles,
        row.figures.get(CARD_ENERGY),
        counted and CARD_ENERGY not in row.figures,
    )


def _middle(seconds: Sequence[float]) -> float:
    return float(np.median(seconds))


def _times(seconds: Sequence[float]) -> CaseTimes:
    return case_times(Groups(np.zeros(len(seconds), dtype=np.intp), 1), np.asarray(seconds, dtype=np.float64))


def _estimate(seconds: Sequence[float]) -> Estimate:
    found = estimates(_times(seconds))[0]
    assert found is not None, "a measured case has a launch"
    return found


def _ratio(base: Sequence[float], own: Sequence[float]) -> Estimate:
    found = ratios(_times(base), _times(own))[0]
    assert found is not None, "both were measured"
    return found
