"""Whether a 95 % interval is one, and how often a law is taken for another: simulated launches of known laws.

    python benchmarks/coverage.py [--runs 1000] [--only usl] [--json]

Each run draws six launches a level with 3 % noise of their own and 2 % that the launches of a level share, fits every
law of strong scaling (Gustafson's alone for weak), and asks whether the interval of a parameter holds the truth and
which law is believed. Takes minutes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from workbench import registry
from workbench.analysis.intervals import profile_intervals, ratios_of
from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.scaling.level_means import means_of
from workbench.analysis.scaling.selection import candidates, select
from workbench.contracts import Law, Quantity
from workbench.model.scaling import Level

WITHIN, SHARED, LAUNCHES = 0.03, 0.02, 6
DOUBLINGS = (1, 2, 4, 8, 16, 32, 64, 128)
UNEVEN = (1, 2, 3, 4, 6, 8, 12, 16)
WIDE = (1, 2, 4, 8, 12, 16, 24, 32)


@dataclass(frozen=True)
class Truth:
    """A law with known parameters, measured at these worker counts."""

    law: str
    workers: tuple[int, ...]
    seconds: Callable[[float], float]
    parameter: str
    value: float


TRUTHS = (
    Truth("amdahl", (1, 2, 4, 8), lambda p: 100 * (0.95 / p + 0.05), "serial_fraction", 0.05),
    Truth("amdahl", UNEVEN, lambda p: 100 * (0.95 / p + 0.05), "serial_fraction", 0.05),
    Truth("usl", (1, 2, 4, 8, 16, 32), lambda p: 100 * (0.95 / p + 0.05 + 0.004 * (p - 1)), "coherency", 0.004),
    Truth("usl", WIDE, lambda p: 100 * (0.95 / p + 0.05 + 0.004 * (p - 1)), "coherency", 0.004),
    Truth("start_up", (1, 2, 4, 8, 16, 24, 32, 48), lambda p: 100 / p + 0.1 * p, "seconds_per_worker", 0.1),
    Truth("logarithmic", DOUBLINGS, lambda p: 98 / p + 2 + 1.5 * np.log2(p), "seconds_per_doubling", 1.5),
    Truth("gustafson", DOUBLINGS, lambda p: 100 * p / (0.05 + 0.95 * p), "serial_fraction", 0.05),
    Truth("extra_p", DOUBLINGS, lambda p: 3 + 20 * p**-0.5, "term_seconds", 20.0),
)


@dataclass(frozen=True)
class Found:
    """What came of one truth: the share of intervals that held it, and the share of runs that believed each law."""

    law: str
    levels: int
    runs: int
    covered_ratio: float
    believed_ratios: dict[str, float]


def main() -> None:
    """Print a line a truth, or one JSON list."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--only", help="a law's name")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = [simulate(truth, asked.runs) for truth in TRUTHS if asked.only in (None, truth.law)]
    if asked.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
        return
    print(f"{'true law':12} {'levels':>6}  {'interval holds it':>17}  believed")
    for each in found:
        shares = ", ".join(f"{name} {share:.1%}" for name, share in each.believed_ratios.items())
        print(f"{each.law:12} {each.levels:>6}  {each.covered_ratio:>17.1%}  {shares}", flush=True)


def simulate(truth: Truth, runs: int) -> Found:
    """One truth, so many times."""
    random = np.random.default_rng(7)
    own = registry.load(registry.resolve("law", truth.law))
    laws = strong_laws() if own.experiment == "strong" else [own]
    covered, believed = 0, Counter[str]()
    for _ in range(runs):
        found = candidates(laws, means_of(tuple(measured(truth, random))))
        chosen = select(found)
        believed["none" if chosen is None else chosen.name] += 1
        fitted = next(candidate.fitted for candidate in found if candidate.name == truth.law)
        low, high = interval(fitted, own.parameters[truth.parameter])
        covered += low <= truth.value <= high
    shares = {name: count / runs for name, count in believed.most_common()}
    return Found(truth.law, len(truth.workers), runs, covered / runs, shares)


def strong_laws() -> list[type[Law]]:
    """Every law of strong scaling."""
    known = [registry.load(reference) for reference in registry.catalogue("law").values()]
    return [law for law in known if law.experiment == "strong"]


def measured(truth: Truth, random: np.random.Generator) -> list[Level]:
    """Launches at every level, with noise of their own and noise that they share."""
    levels = []
    for workers in truth.workers:
        typical = truth.seconds(workers) * random.lognormal(0, SHARED)
        levels.append(Level(workers, tuple((typical * random.lognormal(0, WITHIN, LAUNCHES)).tolist())))
    return levels


def interval(fitted: Fitted, quantity: Quantity) -> tuple[float, float]:
    """The 95 % interval of one quantity."""
    ratios = ratios_of([quantity])
    low, high = profile_intervals(fitted.faces, ratios, ratios.values(fitted.coefficients), fitted.limit(0.95))
    return float(low[0]), float(high[0])


if __name__ == "__main__":
    main()
