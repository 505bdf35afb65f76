"""What a base launched against itself says of the check that will use this machine.

Whole checks are simulated on launches drawn from those that were measured, with their difference taken away: a smoothed
bootstrap (Silverman & Young 1987), without which a few launches drawn again and again would look as if they hardly
varied. Pairs are drawn, not launches, so that what both sides of a pair share stays shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from workbench.analysis.deciding.contrasts import centred_pairs
from workbench.analysis.deciding.deciding import levels_of
from workbench.analysis.deciding.ending import ends_of
from workbench.analysis.deciding.following import Levels
from workbench.analysis.deciding.measured import Measured, measured
from workbench.analysis.deciding.resolving import noise_of
from workbench.analysis.deciding.schedule import FIRST, looks_up_to
from workbench.model.comparison import Metric
from workbench.model.estimate import Estimate
from workbench.model.gate import CalibratedCase, Calibration, GateRule

Array = NDArray[np.float64]

SMOOTHED = 0.3
"""How much normal noise is added to each launch drawn, in standard deviations of the launches."""
FOUND = 0.8
LARGEST = 1.0
"""A doubling: what isn't found of that is not found."""
HALVINGS = 7
MOST_PAIRS = 400
SEARCHED, SIMULATED, ROWS = 200, 2000, 20_000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Sample:
    """A/A pairs of one metric of one case, entry i of either side being pair i; `affordable_pairs` fit the budget."""

    case: str
    case_id: str
    metric: Metric
    base: Sequence[float]
    head: Sequence[float]
    affordable_pairs: int
    seconds_per_pair: float
    tolerance: float = 0.0


def calibrate(samples: Sequence[Sample], rule: GateRule, seed: int = 0) -> Calibration:
    """The noise of every case, the smallest effect that is found in it, and how often a check would fail wrongly.

    A false alarm is a check of all `samples` in which any of them fails. Samples of fewer than 4 usable pairs are left
    out. Takes about half a second of CPU time a sample.
    """
    random = np.random.default_rng(seed)
    usable = [
        (sample, pairs)
        for sample in samples
        if (pairs := measured(sample.base, sample.head, sample.metric, sample.tolerance, rule)).pairs >= FIRST
    ]
    levels = levels_of(rule, len(usable))
    cases = tuple(_calibrated(sample, pairs, rule, levels, len(usable), random) for sample, pairs in usable)
    checks = max(SIMULATED // 10, min(SIMULATED, ROWS // max(len(usable), 1)))
    alarms = np.zeros(checks, dtype=bool)
    for sample, pairs in usable:
        looks = looks_up_to(_within(sample))
        if looks:
            alarms |= _failing(pairs, looks, rule, sample.metric, levels, 0.0, _drawn(pairs, checks, looks[-1], random))
    return Calibration(cases, share_of(int(alarms.sum()), checks), checks)


def share_of(count: int, total: int, confidence: float = CONFIDENCE) -> Estimate:
    """The share that `count` of `total` independent trials estimate, with its interval (Clopper & Pearson 1934)."""
    tail = (1.0 - confidence) / 2
    low = float(betaincinv(count, total - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1.0 - tail)) if count < total else 1.0
    return Estimate(count / total, low, high, "interval", confidence, total)


def _calibrated(
    sample: Sample, pairs: Measured, rule: GateRule, levels: Levels, tests: int, random: np.random.Generator
) -> CalibratedCase:
    looks = looks_up_to(_within(sample))
    smallest = None
    if looks:
        rows = max(SEARCHED // 4, min(SEARCHED, ROWS // (tests * HALVINGS)))
        drawn = _drawn(pairs, rows, looks[-1], random)
        smallest = _smallest(pairs, looks, rule, sample.metric, levels, drawn)
    return CalibratedCase(
        sample.case,
        sample.case_id,
        sample.metric,
        sample.affordable_pairs,
        noise_of(pairs) or 0.0,
        smallest,
        sample.seconds_per_pair,
    )


def _within(sample: Sample) -> int:
    return min(sample.affordable_pairs, MOST_PAIRS)


def _smallest(
    pairs: Measured,
    looks: tuple[int, ...],
    rule: GateRule,
    metric: Metric,
    levels: Levels,
    drawn: tuple[Array, Array],
) -> float | None:
    """By halving, on one set of draws, so that what is found can only grow with the effect."""

    def found(share: float) -> bool:
        return float(_failing(pairs, looks, rule, metric, levels, share, drawn).mean()) >= FOUND

    if not found(LARGEST):
        return None
    low, high = max(rule.margin_of(metric.name), 1e-4), LARGEST
    for _ in range(HALVINGS):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def _failing(
    pairs: Measured,
    looks: tuple[int, ...],
    rule: GateRule,
    metric: Metric,
    levels: Levels,
    share: float,
    drawn: tuple[Array, Array],
) -> NDArray[np.bool_]:
    base, head = drawn
    margin, gate = (pairs.effect(each) for each in (rule.margin_of(metric.name), rule.gate_of(metric.name)))
    return ends_of(base, head + pairs.effect(share), looks, levels, margin, gate).failed


def _drawn(pairs: Measured, rows: int, size: int, random: np.random.Generator) -> tuple[Array, Array]:
    """Base and head (rows, size) that differ by chance alone, on the scale of `pairs`."""
    base, head = centred_pairs(pairs.base, pairs.head)
    both = np.stack([base, head], axis=1)[random.integers(0, pairs.pairs, (rows, size))]
    turned = random.random((rows, size, 1)) < 0.5
    both = np.where(turned, both[..., ::-1], both)
    noise = float(np.sqrt((base**2 + head**2).mean() / 2))
    smoothed = (both + SMOOTHED * noise * random.standard_normal(both.shape)) / np.sqrt(1.0 + SMOOTHED**2)
    return smoothed[..., 0], smoothed[..., 1]
