"""What a machine can resolve: the smallest gate that unchanged code passes on it, given its noise and the budget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from workbench.analysis.deciding.contrasts import is_ranked, launch_noise
from workbench.analysis.deciding.measured import Measured, measured
from workbench.analysis.deciding.schedule import fewest_pairs, looks_up_to, nominal_level
from workbench.analysis.student import quantile
from workbench.model.comparison import Metric
from workbench.model.gate import GateRule

FEWEST = 2
PASSING = 0.95
"""The share of checks of unchanged code that pass a gate which is called resolvable."""


def pair_noise(
    base: Sequence[float], head: Sequence[float], metric: Metric, rule: GateRule, *, tolerance: float = 0.0
) -> float | None:
    """Standard deviation of log(head / base) from pair to pair, whatever lies between the two sides on average.

    Of scores: of head − base, as a share of the base or in multiples of the tolerance as `decide` takes it. It is told
    from launches within blocks of pairs, so that slow drift has no part in it, and of many launches those that were
    held up have little. None of fewer than 2 usable pairs.
    """
    return noise_of(measured(base, head, metric, tolerance, rule))


def noise_of(pairs: Measured) -> float | None:
    """As `pair_noise`."""
    if pairs.pairs < FEWEST:
        return None
    noise = float(np.sqrt(2) * launch_noise(pairs.base[None, :], pairs.head[None, :])[0][0])
    if not pairs.is_score:
        return noise
    return noise / pairs.unit if pairs.unit > 0 else (0.0 if noise == 0 else np.inf)


def resolvable(pair_noise_ratio: float, pairs: int, rule: GateRule) -> float | None:
    """The smallest gate, as a share, that unchanged code passes within `pairs` pairs in 95 % of checks.

    It is what `decide` takes for `resolvable`. None with too few pairs to tell an interval: nothing passes then.
    """
    reach = standard_errors(pairs, rule, PASSING)
    if reach is None:
        return None
    return float(np.expm1(min(reach * pair_noise_ratio / np.sqrt(looks_up_to(pairs)[-1]), 700.0)))


def standard_errors(pairs: int, rule: GateRule, share: float) -> float | None:
    """How many standard errors beyond an effect its interval ends in that share of checks, at the last look."""
    whole = (1.0 - rule.confidence) / 2
    looks = tuple(look for look in looks_up_to(pairs) if look >= fewest_pairs(whole))
    if not looks:
        return None
    now = looks[-1]
    level = nominal_level(looks, whole)
    freedom = launch_noise(np.zeros((1, now)), np.zeros((1, now)))[1]
    tested = level / 2 if is_ranked(now) else level
    return float(quantile(freedom, 1.0 - 2 * tested)) + float(ndtri(share))
