"""What the launches of both sides say of one metric, for every case that both have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.case_times import MINIMUM_LAUNCHES
from workbench.analysis.comparing.drift import drift_explains, taken_in_turn
from workbench.analysis.comparing.judging import Effect
from workbench.analysis.comparing.launches import Block, Launches, Side, blocks_of, pairs_of, side_of
from workbench.analysis.comparing.shifts import shifts_of
from workbench.model.comparison import Settings
from workbench.model.estimate import Estimate

Array = NDArray[np.float64]

FEW_LAUNCHES = f"fewer than {MINIMUM_LAUNCHES} launches on a side make a range, not an interval"
SCORE = "score"


@dataclass(frozen=True)
class _Found:
    """One entry a pair (p,): shifts on the scale on which larger is worse, and the medians."""

    shift: Array
    low: Array
    high: Array
    p_value: Array
    drifts: NDArray[np.bool_]
    base: Array
    head: Array


def effects_of(base: Launches, head: Launches, settings: Settings) -> list[Effect]:
    """One effect for each case that was measured on both sides.

    Ratios are of logarithms, so of what multiplies. Scores may be negative: those are differences, against the
    tolerance that their workload states, and their ratio is told where the base's is above 0.
    """
    pairs = np.array(pairs_of(base, head), dtype=np.intp).reshape(-1, 2)
    own, other = side_of(base), side_of(head)
    found = _found(own, other, pairs, base, settings)
    effects = []
    for index in np.flatnonzero(~np.isnan(found.shift)).tolist():
        code, other_code = pairs[index].tolist()
        launches = int(own.counts[code]), int(other.counts[other_code])
        effects.append(_effect(base, code, found, index, launches, settings))
    return effects


def _found(own: Side, other: Side, pairs: NDArray[np.intp], base: Launches, settings: Settings) -> _Found:
    count = len(pairs)
    shift, low, high, p_value, middle, other_middle = (np.full(count, np.nan) for _ in range(6))
    drifts = np.zeros(count, dtype=bool)
    for block in blocks_of(own, other, pairs):
        at = block.indices
        middle[at], other_middle[at] = np.median(block.base, axis=1), np.median(block.head, axis=1)
        scaled, scaled_head = (_worse_upward(rows, base) for rows in (block.base, block.head))
        if min(scaled.shape[1], scaled_head.shape[1]) < MINIMUM_LAUNCHES:
            shift[at] = np.median(scaled_head, axis=1) - np.median(scaled, axis=1)
            low[at] = scaled_head.min(axis=1) - scaled.max(axis=1)
            high[at] = scaled_head.max(axis=1) - scaled.min(axis=1)
            continue
        found = shifts_of(scaled, scaled_head, 1.0 - settings.confidence)
        shift[at], low[at], high[at], p_value[at] = found.estimate, found.low, found.high, found.p_value
        drifts[at] = _drifts(block, scaled, scaled_head, settings)
    return _Found(shift, low, high, p_value, drifts, middle, other_middle)


def _worse_upward(rows: Array, launches: Launches) -> Array:
    values = rows if launches.metric.name == SCORE else np.log(rows)
    return -values if launches.metric.higher_is_better else values


def _drifts(block: Block, base: Array, head: Array, settings: Settings) -> NDArray[np.bool_]:
    if settings.interleaved:
        return np.zeros(len(base), dtype=bool)
    both = np.concatenate([block.base_order, block.head_order], axis=1)
    known = ~np.any(np.isnan(both), axis=1) & ~taken_in_turn(block.base_order, block.head_order)
    explained = np.zeros(len(base), dtype=bool)
    explained[known] = drift_explains(base[known], head[known])
    return explained


def _effect(
    base: Launches, code: int, found: _Found, index: int, launches: tuple[int, int], settings: Settings
) -> Effect:
    case, metric = base.cases[code], base.metric
    middle, shift = float(found.base[index]), float(found.shift[index])
    low, high = float(found.low[index]), float(found.high[index])
    enough = min(launches) >= MINIMUM_LAUNCHES
    ends = (low, high) if metric.higher_is_better is False else (-high, -low)
    turned = -shift if metric.higher_is_better else shift
    return Effect(
        case.name,
        case.key,
        metric,
        shift,
        low if enough else None,
        high if enough else None,
        _margin(base, code, middle, settings),
        _ratio(metric.name == SCORE, middle, turned, ends, launches, settings.confidence),
        float(found.p_value[index]) if enough else None,
        middle,
        float(found.head[index]),
        *launches,
        bool(found.drifts[index]),
        None if enough else FEW_LAUNCHES,
    )


def _margin(base: Launches, code: int, middle: float, settings: Settings) -> float:
    margin = settings.margin_of(base.metric.name)
    if base.metric.name != SCORE:
        return float(np.log1p(margin))
    stated = base.tolerances.get(code, 0.0)
    asked = base.metric.name in dict(settings.margins)
    return stated if stated > 0 and not asked else margin * abs(middle)


def _ratio(
    is_score: bool, base: float, shift: float, ends: tuple[float, float], launches: tuple[int, int], confidence: float
) -> Estimate | None:
    if is_score and not base > 0:
        return None
    value, low, high = (1.0 + each / base if is_score else _exp(each) for each in (shift, *ends))
    fewest = min(launches)
    if fewest >= MINIMUM_LAUNCHES:
        return Estimate(value, low, high, "interval", confidence, fewest)
    if max(launches) == 1:
        return Estimate(value, None, None, "point", None, 1)
    return Estimate(value, low, high, "range", None, fewest)


def _exp(value: float) -> float:
    with np.errstate(over="ignore"):
        return float(np.exp(value))
