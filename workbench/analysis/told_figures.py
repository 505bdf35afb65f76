"""What solvers and workloads told of their calls, and what energy these took, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

import numpy as np

from workbench.analysis.energy import energy_of
from workbench.analysis.launch_columns import LaunchColumns
from workbench.model.estimate import Estimate
from workbench.model.trial import TrialRecord


def told_figures(columns: LaunchColumns) -> list[Mapping[str, Estimate]]:
    """For each case, by name: the median over launches, and the smallest and largest, of which no coverage is claimed.

    A launch counts with the median of its calls. Names come in the order in which they were first told.
    """
    found: list[dict[str, Estimate]] = [{} for _ in range(columns.cases.count)]
    launches = list(map(_launch, columns.trials))
    for name in dict.fromkeys(name for told in launches for name in told):
        values = np.array([told.get(name, np.nan) for told in launches], dtype=np.float64)
        counts = columns.cases.counts(values).tolist()
        spreads = zip(*(bound.tolist() for bound in columns.cases.spreads(values)), counts, strict=True)
        for case, (low, middle, high, count) in enumerate(spreads):
            if count:
                found[case][name] = _estimate(low, middle, high, count)
    return list(found)


def _launch(trial: TrialRecord) -> Mapping[str, float]:
    """Name → the median of its calls; energy is counted over all of them."""
    energy = energy_of(trial)
    if not trial.figures:
        return energy
    return {**{name: median(calls) for name, calls in trial.figures.items() if calls}, **energy}


def _estimate(low: float, middle: float, high: float, count: int) -> Estimate:
    if count == 1:
        return Estimate(middle, kind="point", confidence=None, count=1)
    return Estimate(middle, low, high, "range", None, count)
