"""What solvers and workloads told of their calls, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

import numpy as np

from workbench.analysis.launch_columns import LaunchColumns
from workbench.model.estimate import Estimate


def told_figures(columns: LaunchColumns) -> list[Mapping[str, Estimate]]:
    """For each case, by name: the median over launches, and the smallest and largest, of which no coverage is claimed.

    A launch counts with the median of its calls. Names come in the order in which they were first told.
    """
    found: list[dict[str, Estimate]] = [{} for _ in range(columns.cases.count)]
    names = dict.fromkeys(name for trial in columns.trials if trial.figures for name in trial.figures)
    for name in names:
        launches = [trial.figures.get(name) for trial in columns.trials]
        values = np.array([median(told) if told else np.nan for told in launches], dtype=np.float64)
        counts = columns.cases.counts(values).tolist()
        spreads = zip(*(bound.tolist() for bound in columns.cases.spreads(values)), counts, strict=True)
        for case, (low, middle, high, count) in enumerate(spreads):
            if count:
                found[case][name] = _estimate(low, middle, high, count)
    return list(found)


def _estimate(low: float, middle: float, high: float, count: int) -> Estimate:
    if count == 1:
        return Estimate(middle, kind="point", confidence=None, count=1)
    return Estimate(middle, low, high, "range", None, count)
