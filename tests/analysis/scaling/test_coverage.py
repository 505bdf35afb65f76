"""Simulations: whether what is called 95 % is, when launches of a level share noise."""

import numpy as np
import pytest

from workbench import registry
from workbench.analysis.intervals import profile_intervals, ratios_of
from workbench.analysis.scaling.level_means import means_of
from workbench.analysis.scaling.selection import candidates, select
from workbench.laws.amdahl import Amdahl
from workbench.laws.gustafson import Gustafson
from workbench.laws.usl import UniversalScalability
from workbench.model.scaling import Level

WITHIN, SHARED, LAUNCHES, SERIAL = 0.03, 0.02, 6, 0.05


def levels(workers, random, coherency=0.0):
    for count in workers:
        seconds = 100 * ((1 - SERIAL) / count + SERIAL + coherency * (count - 1)) * random.lognormal(0, SHARED)
        yield Level(count, tuple((seconds * random.lognormal(0, WITHIN, LAUNCHES)).tolist()))


def interval(fitted, quantity):
    ratios = ratios_of([quantity])
    values = ratios.values(fitted.coefficients)
    low, high = profile_intervals(fitted.faces, ratios, values, fitted.limit(0.95))
    return float(low[0]), float(high[0])


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "most"), [((1, 2, 4, 8), 1.0), ((1, 2, 3, 4, 6, 8, 12, 16), 0.975)])
def test_amdahl_with_noise_shared_by_a_level(workers, most):
    random = np.random.default_rng(20)
    runs, covered, chosen = 500, 0, []
    for _ in range(runs):
        means = means_of(tuple(levels(workers, random)))
        found = candidates((Amdahl, UniversalScalability), means)
        believed = select(found)
        chosen.append(None if believed is None else believed.name)
        low, high = interval(found[0].fitted, Amdahl.parameters["serial_fraction"])
        covered += low <= SERIAL <= high
    assert 0.93 <= covered / runs <= most
    assert chosen.count("usl") / runs <= 0.05
    assert chosen.count(None) / runs <= 0.05


@pytest.mark.slow
def test_usl_with_noise_shared_by_a_level():
    random = np.random.default_rng(21)
    runs, covered, chosen = 300, 0, []
    for _ in range(runs):
        means = means_of(tuple(levels((1, 2, 4, 8, 16, 32), random, coherency=0.004)))
        found = candidates((Amdahl, UniversalScalability), means)
        believed = select(found)
        chosen.append(None if believed is None else believed.name)
        low, high = interval(found[1].fitted, UniversalScalability.parameters["coherency"])
        covered += low <= 0.004 <= high
    assert covered / runs >= 0.93
    assert chosen.count("usl") / runs >= 0.95


STRONG = [law for law in map(registry.load, registry.catalogue("law").values()) if law.experiment == "strong"]
DOUBLINGS = (1, 2, 4, 8, 16, 32, 64, 128)
TRUTHS = {
    "start_up": (STRONG, (1, 2, 4, 8, 16, 24, 32, 48), lambda p: 100 / p + 0.1 * p, "seconds_per_worker", 0.1),
    "logarithmic": (STRONG, DOUBLINGS, lambda p: 98 / p + 2 + 1.5 * np.log2(p), "seconds_per_doubling", 1.5),
    "gustafson": ([Gustafson], DOUBLINGS, lambda p: 100 * p / (0.05 + 0.95 * p), "serial_fraction", 0.05),
    "extra_p": (STRONG, DOUBLINGS, lambda p: 3 + 20 * p**-0.5, "term_seconds", 20.0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TRUTHS))
def test_every_law_where_its_levels_identify_it(name):
    # benchmarks/coverage.py does a thousand runs of each; these are enough to see a law go wrong.
    laws, workers, truth, parameter, value = TRUTHS[name]
    random = np.random.default_rng(7)
    runs, covered, chosen = 80, 0, []
    for _ in range(runs):
        noise = random.lognormal(0, SHARED, len(workers))
        seconds = [
            truth(p) * shared * random.lognormal(0, WITHIN, LAUNCHES) for p, shared in zip(workers, noise, strict=True)
        ]
        means = means_of(tuple(Level(p, tuple(each.tolist())) for p, each in zip(workers, seconds, strict=True)))
        found = candidates(laws, means)
        believed = select(found)
        chosen.append(None if believed is None else believed.name)
        own = next(candidate for candidate in found if candidate.name == name)
        low, high = interval(own.fitted, type(own.fitted.law).parameters[parameter])
        covered += low <= value <= high
    assert covered / runs >= 0.87
    assert chosen.count(name) / runs >= 0.9
