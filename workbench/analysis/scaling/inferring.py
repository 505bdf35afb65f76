"""How a series of worker counts scales: the one entry to all inference about scaling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp
from typing import overload

from numpy.typing import ArrayLike

from workbench import registry
from workbench.analysis.answers.readings import readings, unanswered
from workbench.analysis.scaling.anomalies import base_missing, cold_first_level, superlinear
from workbench.analysis.scaling.bounding import bounded_overhead
from workbench.analysis.scaling.karp_flatt import karp_flatt
from workbench.analysis.scaling.lack_of_fit import PLAUSIBLE_LAUNCH_NOISE, PLAUSIBLE_SHARED_NOISE
from workbench.analysis.scaling.law_fits import reported, widened
from workbench.analysis.scaling.level_means import LevelMeans, means_of
from workbench.analysis.scaling.level_speedups import LevelSpeedup, level_speedups
from workbench.analysis.scaling.observations import check_levels, levels_of
from workbench.analysis.scaling.selection import Candidate, candidates, select
from workbench.contracts import Law
from workbench.errors import DataError
from workbench.model.estimate import Estimate
from workbench.model.reading import Questions
from workbench.model.scaling import LawFit, Level, Scaling

ASSUMED = f"{PLAUSIBLE_LAUNCH_NOISE:.0%} a launch and {PLAUSIBLE_SHARED_NOISE:.0%} a level"
STRONG, WEAK = "strong", "weak"
NOTHING_ASKED = Questions()
ANSWERS = ("serial_fraction", "efficiency_at_largest", "max_speedup", "seconds_at_infinity", "peak_workers")
"""Answered for every series of levels, if only by None."""


@overload
def fit(
    workers: Sequence[Level],
    /,
    *,
    laws: Sequence[type[Law]] | None = None,
    confidence: float = 0.95,
    experiment: str = STRONG,
    questions: Questions = NOTHING_ASKED,
) -> Scaling: ...


@overload
def fit(
    workers: ArrayLike,
    seconds: ArrayLike,
    launches: ArrayLike | None = None,
    *,
    laws: Sequence[type[Law]] | None = None,
    confidence: float = 0.95,
    experiment: str = STRONG,
    questions: Questions = NOTHING_ASKED,
) -> Scaling: ...


def fit(
    workers: Sequence[Level] | ArrayLike,
    seconds: ArrayLike | None = None,
    launches: ArrayLike | None = None,
    *,
    laws: Sequence[type[Law]] | None = None,
    confidence: float = 0.95,
    experiment: str = STRONG,
    questions: Questions = NOTHING_ASKED,
) -> Scaling:
    """Fit the scaling laws to seconds measured at several worker counts.

    Give flat arrays `workers` and `seconds`, one entry a measurement in any order; `launches` names the process
    each came from, so that repeats of one launch count once (None: every measurement is a launch of its own).
    Or give a sequence of Level. `experiment` is `strong` (the same work at every worker count) or `weak` (work in
    proportion to the workers); `laws` are the laws to try, by default all there are for it. `questions` are answered
    in `readings`.

    Returns a Scaling: Karp-Flatt's serial fraction by level (of strong scaling), each law that the data identify with
    intervals at `confidence`, the law to believe (or None, with the reason), answers and readings. What may be said
    depends on the data: two levels identify no law; Amdahl's needs three; the USL four that reach 8 workers.
    Intervals treat a level, not a launch, as one observation (see `level_means` and `intervals`).

    Raises DataError (a ValueError) for empty, unequal, non-finite or non-positive data and for worker counts
    that aren't whole, naming the rows.

    >>> scaling = fit([1, 2, 4, 8], [100.0, 52.6, 29.1, 16.8])
    >>> scaling.selected
    'amdahl'
    """
    if not 0.0 < confidence < 1.0:
        raise DataError(f"confidence must lie between 0 and 1, not {confidence!r}")
    if experiment not in (STRONG, WEAK):
        raise DataError(f"experiment must be {STRONG} or {WEAK}, not {experiment!r}")
    levels = _levels(workers, seconds, launches)
    tried = tuple(law for law in (_known_laws() if laws is None else laws) if law.experiment == experiment)
    return _scaling(levels, tried, confidence, experiment, questions)


def _levels(
    workers: Sequence[Level] | ArrayLike, seconds: ArrayLike | None, launches: ArrayLike | None
) -> tuple[Level, ...]:
    if seconds is not None:
        return levels_of(workers, seconds, launches)  # type: ignore[arg-type]  # the overloads rule out Level here
    if isinstance(workers, Sequence) and all(isinstance(level, Level) for level in workers):
        return check_levels(workers)  # type: ignore[arg-type]  # every one was just seen to be a Level
    raise DataError("seconds are missing", "Give workers and seconds, or a sequence of Level.")


@cache
def _known_laws() -> tuple[type[Law], ...]:
    return tuple(registry.load(reference) for reference in registry.catalogue("law").values())


def _scaling(
    levels: tuple[Level, ...], laws: Sequence[type[Law]], confidence: float, experiment: str, questions: Questions
) -> Scaling:
    means = means_of(levels)
    found = candidates(laws, means)
    chosen = select(found)
    laws_reported = {candidate.name: reported(candidate, confidence) for candidate in found}
    noise = chosen.fitted if chosen is not None and chosen.fitted.freedom > 0 else None
    speedups = level_speedups(levels, means, noise, confidence) if experiment == STRONG else ()
    reason = _reason(levels, means, laws, found) if chosen is None else _vacuous(laws_reported[chosen.name].fit, chosen)
    if reason is not None:
        chosen = None
    fits = {name: law.fit for name, law in laws_reported.items()}
    if chosen is not None:
        others = [fits[candidate.name] for candidate in found if candidate.fits]
        fits[chosen.name] = widened(fits[chosen.name], others)
    answers: dict[str, Estimate | None] = dict.fromkeys(ANSWERS)
    if speedups:
        answers["efficiency_at_largest"] = _efficiency(speedups[-1])
    if chosen is not None:
        answers.update(bounded_overhead(chosen, laws, confidence))
        answers.update(laws_reported[chosen.name].answers)
        told = tuple(readings(chosen.fitted, answers, questions, confidence))
    else:
        told = tuple(unanswered(questions, reason or ""))
    return Scaling(
        levels,
        karp_flatt(speedups),
        fits,
        None if chosen is None else chosen.name,
        reason,
        answers,
        (*superlinear(speedups, means), *cold_first_level(found), *base_missing(means)),
        experiment,
        told,
    )


def _efficiency(largest: LevelSpeedup) -> Estimate:
    return largest.estimate(
        exp(largest.log_speedup) / largest.workers,
        None if largest.low is None else exp(largest.low) / largest.workers,
        None if largest.high is None else exp(largest.high) / largest.workers,
    )


def _vacuous(fit: LawFit, chosen: Candidate) -> str | None:
    """Why a law that fits tells nothing here: a share of it could be anything from nothing to all."""
    for name, quantity in chosen.fitted.law.parameters.items():
        found = fit.parameters[name]
        if found.low is None or found.high is None or found.low > quantity.low or found.high < quantity.high:
            continue
        return (
            f"these levels are too few or too noisy: {chosen.name} fits them with any {name.replace('_', ' ')} from "
            f"{quantity.low:g} to {quantity.high:g}. Measure more worker counts, and each with more launches"
        )
    return None


def _reason(levels: tuple[Level, ...], means: LevelMeans, laws: Sequence[type[Law]], found: Sequence[Candidate]) -> str:
    if len(levels) == 1:
        return f"one worker count ({levels[0].workers}) says nothing about scaling; measure at least two, better four"
    if found:
        tested = "; ".join(f"{candidate.name}: p = {candidate.lack_of_fit_p:.2g}" for candidate in found)
        assumed = "" if means.within_freedom else f"; one launch a level, so its noise is taken to be {ASSUMED}"
        return f"no law fits: the levels lie further from each than noise explains ({tested}{assumed})"
    if len(levels) == 2:
        return (
            "two worker counts give the serial fraction between them (Karp-Flatt), not a law; its interval knows the "
            "scatter of launches only. Measure a third"
        )
    needs = "; ".join(
        f"{law.name} needs {law.minimum_levels} worker counts that reach {law.minimum_reach_workers}" for law in laws
    )
    return f"no law can be told from {len(levels)} worker counts up to {levels[-1].workers}: {needs}"
