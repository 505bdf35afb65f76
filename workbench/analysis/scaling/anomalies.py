"""What is odd about levels: faster than their workers allow, or a first one that was cold."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from scipy.special import stdtr

from workbench.analysis.scaling.fitting import Fitted, fit_law, relative_basis
from workbench.analysis.scaling.lack_of_fit import PLAUSIBLE_LAUNCH_NOISE, PLAUSIBLE_SHARED_NOISE, lack_of_fit_p
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.scaling.level_speedups import LevelSpeedup
from workbench.analysis.scaling.selection import SIGNIFICANCE, Candidate, identified
from workbench.model.finding import Finding

BASE_MISSING = "no_single_worker"
COLD_SIGNIFICANCE = 0.01
COLD_EXCESS = 0.05
TWO_SIDED_95 = 1.96


def superlinear(speedups: Sequence[LevelSpeedup], means: LevelMeans) -> list[Finding]:
    """A finding where speed-up exceeds the worker count by more than noise."""
    plausible = _plausible_half_width(means)
    above = [found.workers for found in speedups if found.log_speedup - log(found.workers) > _half(found, plausible)]
    if not above:
        return []
    counts = ", ".join(str(workers) for workers in above)
    return [
        Finding(
            "warning",
            "superlinear",
            f"At {counts} workers the speed-up is larger than the number of workers: no law here describes that.",
            "Often the data of one worker don't fit its cache or memory, or one worker runs other code. Compare "
            "with the best serial solver, and check that every level does the same work.",
        )
    ]


def _half(found: LevelSpeedup, plausible: float) -> float:
    # An interval over levels knows the noise that launches of a level share; any other must be given it.
    if found.low is None:
        return plausible
    return max(found.log_speedup - found.low, 0.0 if found.over_levels else plausible)


def _plausible_half_width(means: LevelMeans) -> float:
    launch = 0.0 if means.within_freedom else PLAUSIBLE_LAUNCH_NOISE**2
    return TWO_SIDED_95 * sqrt(2.0 * (PLAUSIBLE_SHARED_NOISE**2 + launch))


def base_missing(means: LevelMeans) -> list[Finding]:
    """A finding where one worker was not measured."""
    if means.workers[0] == 1:
        return []
    return [
        Finding(
            "info",
            BASE_MISSING,
            f"The smallest level is {means.workers[0]:g} workers: speed-up and efficiency are against that, "
            "and Karp-Flatt needs one worker.",
            "Measure at 1 worker too.",
        )
    ]


def cold_first_level(found: Sequence[Candidate]) -> list[Finding]:
    """A finding where the first level is slower than the others, which a law fits, predict it to be."""
    for candidate in found:
        if candidate.fitted.law.empirical:
            continue
        means = candidate.fitted.means
        rest = means.without(0)
        if not identified(type(candidate.fitted.law), rest):
            continue
        others = fit_law(candidate.fitted.law, rest)
        fit_p = lack_of_fit_p(others)
        excess, chance = _excess(others, float(means.workers[0]), float(means.log_seconds[0]))
        if fit_p is not None and fit_p >= SIGNIFICANCE and excess > COLD_EXCESS and chance < COLD_SIGNIFICANCE:
            return [_cold(int(means.workers[0]), excess, candidate.name)]
    return []


def _excess(others: Fitted, workers: float, log_seconds: float) -> tuple[float, float]:
    """How much longer than predicted, as a share, and how likely by chance (Student's t of a new observation)."""
    at = np.array([workers])
    predicted = float(others.predict(at)[0])
    if predicted <= 0:
        return 0.0, 1.0
    used = others.coefficients > 0
    root = np.sqrt(others.weights)
    matrix = (relative_basis(others.law, others.means.workers, others.means.seconds) * root[:, None])[:, used]
    lever = relative_basis(others.law, at, np.array([predicted]))[0][used] @ np.linalg.pinv(matrix)
    noise = max(others.level_variance, others.launch_variance) * (1.0 + float(lever @ lever))
    gap = log_seconds - float(np.log(predicted))
    return float(np.expm1(gap)), float(stdtr(others.freedom, -gap / noise**0.5))


def _cold(workers: int, excess: float, law: str) -> Finding:
    counted = "1 worker" if workers == 1 else f"{workers} workers"
    return Finding(
        "warning",
        "cold_first_level",
        f"The first level ({counted}) took {excess:.0%} longer than the other levels predict by {law}: "
        "it was cold (caches, files, compilation), or it alone does not fit its cache.",
        "Measure it again after a warm-up, with the levels in random order; every speed-up rests on it.",
    )
