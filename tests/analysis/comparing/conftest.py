"""Launches made of arrays, and the verdicts on them, one pair at a time or many together."""

import numpy as np
import pytest

from workbench.analysis.comparing.effects import effects_of
from workbench.analysis.comparing.judging import judged
from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.model.comparison import METRICS, Settings

BY_NAME = {metric.name: metric for metric in METRICS}


def launches(values, metric="time", order=True, first=0, step=1, tolerances=None):
    """One case a row of `values`; with `order` the launches of each are numbered from `first` in steps."""
    rows, size = np.shape(values)
    places = first + step * np.arange(size, dtype=float) if order else np.full(size, np.nan)
    cases = tuple(CaseKey(f"c{row}", f"case {row}") for row in range(rows))
    codes = np.repeat(np.arange(rows), size)
    flat = np.asarray(values, dtype=float).ravel()
    return Launches(BY_NAME[metric], cases, codes, flat, np.tile(places, rows), tolerances or {})


@pytest.fixture
def make():
    return launches


@pytest.fixture
def verdicts():
    """The words on each row of `base` and `head`, every pair judged by itself as if nothing else had been asked."""

    def judge(base, head, **how):
        settings = Settings()
        effects = effects_of(launches(base, **how), launches(head, **how), settings)
        return np.array([judged([effect], settings)[0].verdict for effect in effects])

    return judge
