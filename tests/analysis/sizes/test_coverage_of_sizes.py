"""Simulations: whether intervals of size laws hold the truth as often as they say, launches of a size sharing noise."""

import numpy as np
import pytest

from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.crossing import crossings
from workbench.analysis.sizes.forms import FORMS
from workbench.analysis.sizes.grown import Grown
from workbench.analysis.sizes.growth import grow
from workbench.analysis.sizes.memory_law import PROPORTIONAL, largest_within
from workbench.analysis.sizes.series import Slice
from workbench.analysis.sizes.time_law import time_growth

WITHIN, SHARED, LAUNCHES = 0.03, 0.02, 6
TRUTHS = {
    "three sizes, n": (3, lambda n: 1e-3 * n, 1.0),
    "four sizes, n²": (4, lambda n: 1e-6 * n * n, 2.0),
    "five sizes, n after a start": (5, lambda n: 0.5 + 1e-3 * n, 1.0),
    "six sizes, n^1.5": (6, lambda n: 1e-4 * n**1.5, 1.5),
    "eight sizes, n² after a start": (8, lambda n: 0.05 + 1e-6 * n * n, 2.0),
}


def noisy(truth, sizes, random, shared=SHARED, within=WITHIN):
    return [
        (truth(size) * random.lognormal(0, shared) * random.lognormal(0, within, LAUNCHES)).tolist() for size in sizes
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTHS)
def test_exponents_and_runs_ten_times_larger(name):
    count, truth, exponent = TRUTHS[name]
    sizes = [1000.0 * 2**step for step in range(count)]
    random = np.random.default_rng(3)
    runs, covered, foretold, lawless = 120, 0, 0, 0
    for _ in range(runs):
        growth = grow(means_at(sizes, noisy(truth, sizes, random)), FORMS)
        found = growth.exponent()
        covered += (found.low or -9.0) <= exponent <= (found.high or 9.0)
        if growth.chosen is None:
            lawless += 1
            continue
        ten = growth.prediction(10 * sizes[-1])
        new = truth(10 * sizes[-1]) * random.lognormal(0, np.hypot(SHARED, WITHIN / LAUNCHES**0.5))
        foretold += ten.low <= new <= ten.high
    assert covered / runs >= 0.90
    assert foretold / (runs - lawless) >= 0.90
    assert lawless / runs <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 4, 6])
def test_the_largest_data_that_fit(count):
    sizes = [1e8 * 2**step for step in range(count)]
    random = np.random.default_rng(4)
    runs, covered = 300, 0
    for _ in range(runs):
        peaks = noisy(lambda n: 3e8 + 2.1 * n, sizes, random, shared=0.01, within=0.003)
        largest = largest_within(grow(means_at(sizes, peaks), (PROPORTIONAL,)), 16e9)
        covered += (largest.low or 0.0) <= (16e9 - 3e8) / 2.1 <= (largest.high or np.inf)
    assert covered / runs >= 0.92


@pytest.mark.slow
def test_where_two_backends_cross(made):
    sizes = [1000.0 * 2**step for step in range(6)]
    for size in sizes:
        made.add({"rows": int(size)}).add({"rows": int(size)}, backend="loky")
    (serial, loky) = made.members()
    random = np.random.default_rng(5)
    runs, covered, none = 100, 0, 0
    for _ in range(runs):
        pair = []
        for members, truth in ((serial, lambda n: 1e-3 * n), (loky, lambda n: 4 + 5e-4 * n)):
            for each, times in zip(members.cases, noisy(truth, sizes, random), strict=True):
                each.seconds[:] = times
            series = Slice("rows", {}, members.cases)
            pair.append(Grown(series, time_growth(series)))
        found = next(each for each in crossings(pair) if each.counted == "call").size
        if found is None:
            none += 1
            continue
        covered += (found.low or 0.0) <= 8000 <= (found.high or np.inf)
    assert none <= 5
    assert covered / (runs - none) >= 0.93
