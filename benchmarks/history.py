"""How often a history without a change is said to have one, and how often a change is found, beside the peers.

    python benchmarks/history.py [--series 2000] [--peers PYTHON] [--only drift] [--json]

Series of 60 values about 1 with 5 % noise of each family; half of them step by +10 % at a place drawn from 10 to 50,
found if a change point lies within 3 of it. Every method sees the same series. Peers are asv, Apache Otava and
ruptures, where this interpreter or the one named by --peers has them (they need nothing of workbench).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.changes.segmentation import find_steps

Array = NDArray[np.float64]
Method = Callable[[list[list[float]]], list[list[int]]]
"""Series → the places of change in each."""

COUNT, NOISE, STEP, NEAR = 60, 0.05, 1.1, 3
FIRST, LAST = 10, 50
PEERS = Path(__file__).with_name("history_peers.py")


@dataclass(frozen=True)
class Family:
    """A kind of noise, of log values; and what is promised of it: shares of series, None where nothing is."""

    name: str
    draw: Callable[[np.random.Generator], Array]
    most_alarms: float | None = None
    least_found: float | None = None


@dataclass(frozen=True)
class Found:
    """What a method made of one family. `others` is the share of stepped series with a change point elsewhere."""

    family: str
    method: str
    series: int
    false_alarms_ratio: float
    found_ratio: float
    others_ratio: float
    seconds_per_series: float


def gaussian(random: np.random.Generator) -> Array:
    """Independent and normal."""
    return random.normal(0, NOISE, COUNT)


def spiky(random: np.random.Generator) -> Array:
    """One value in twenty half as long again."""
    return gaussian(random) + np.log(1.5) * (random.random(COUNT) < 0.05)


def log_normal(random: np.random.Generator) -> Array:
    """Skewed to the right: a log-normal of shape 0.6 with the standard deviation of the others."""
    skewed = np.exp(random.normal(0, 0.6, COUNT))
    mean = np.exp(0.6**2 / 2)
    return np.log1p(NOISE * (skewed - mean) / (mean * np.sqrt(np.expm1(0.6**2))))


def bimodal(random: np.random.Generator) -> Array:
    """Either of two levels 10 % apart at each launch."""
    return np.log(1.1) * (random.random(COUNT) < 0.5) + random.normal(0, 0.02, COUNT)


def drift(autocorrelation: float) -> Callable[[np.random.Generator], Array]:
    """AR(1): each value remembers the last."""

    def draw(random: np.random.Generator) -> Array:
        noise = gaussian(random)
        for index in range(1, COUNT):
            noise[index] = autocorrelation * noise[index - 1] + np.sqrt(1 - autocorrelation**2) * noise[index]
        return noise

    return draw


FAMILIES = (
    Family("gaussian", gaussian, 0.01, 0.90),
    Family("spiky", spiky, 0.01, 0.75),
    Family("drift 0.6", drift(0.6), 0.03, 0.45),
    Family("drift 0.3", drift(0.3)),
    Family("drift 0.8", drift(0.8)),
    Family("log-normal", log_normal),
    Family("bimodal", bimodal),
)


def main() -> None:
    """Print a line a family and method, or one JSON list."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--series", type=int, default=2000, help="series without a step, and as many with one")
    parser.add_argument("--peers", metavar="PYTHON", action="append", default=[], help="an interpreter that has peers")
    parser.add_argument("--only", help="families whose name holds this")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    methods = known_methods(asked.peers)
    found = []
    if not asked.json:
        print(f"{'noise':12} {'method':10} {'false alarms':>12} {'found':>7} {'others':>7} {'a series':>9}  promised")
    for family in (family for family in FAMILIES if not asked.only or asked.only in family.name):
        results = simulate(family, methods, asked.series)
        found += results
        if not asked.json:
            print("\n".join(_line(one, family) for one in results), flush=True)
    if asked.json:
        print(json.dumps([asdict(each) for each in found], indent=2))


def known_methods(peers: Sequence[str]) -> dict[str, Method]:
    """Ours, and the peers that this interpreter or one of `peers` has."""
    methods: dict[str, Method] = {
        "workbench": lambda series: [[step.place for step in find_steps(np.log(each))] for each in series]
    }
    for interpreter in dict.fromkeys([sys.executable, *peers]):
        for name in json.loads(_output([interpreter, str(PEERS), "--list"], "")):
            methods.setdefault(name, peer(interpreter, name))
    return methods


def simulate(family: Family, methods: dict[str, Method], count: int) -> list[Found]:
    """Every method on the same series of one family."""
    random = np.random.default_rng(60)
    still = [np.exp(family.draw(random)).tolist() for _ in range(count)]
    places = random.integers(FIRST, LAST + 1, count).tolist()
    stepped = [
        (np.exp(family.draw(random)) * np.where(np.arange(COUNT) >= place, STEP, 1.0)).tolist() for place in places
    ]
    results = []
    for name, find in methods.items():
        begin = time.perf_counter()
        alarms, found = find(still), find(stepped)
        lasted = time.perf_counter() - begin
        near = [[abs(each - place) <= NEAR for each in told] for told, place in zip(found, places, strict=True)]
        results.append(
            Found(
                family.name,
                name,
                count,
                float(np.mean([bool(told) for told in alarms])),
                float(np.mean([any(each) for each in near])),
                float(np.mean([not all(each) for each in near])),
                lasted / (2 * count),
            )
        )
    return results


def peer(interpreter: str, name: str) -> Method:
    """A peer that lives in another interpreter."""

    def find(series: list[list[float]]) -> list[list[int]]:
        told = _output([interpreter, str(PEERS)], json.dumps({"peer": name, "series": series}))
        places: list[list[int]] = json.loads(told)
        return places

    return find


def _output(command: Sequence[str], text: str) -> str:
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _line(one: Found, family: Family) -> str:
    promised = ""
    if one.method == "workbench" and family.most_alarms is not None and family.least_found is not None:
        kept = one.false_alarms_ratio <= family.most_alarms and one.found_ratio >= family.least_found
        promised = f"≤ {family.most_alarms:.0%}, ≥ {family.least_found:.0%}: {'kept' if kept else 'MISSED'}"
    shares = f"{one.false_alarms_ratio:12.1%} {one.found_ratio:7.1%} {one.others_ratio:7.1%}"
    return f"{one.family:12} {one.method:10} {shares} {1e3 * one.seconds_per_series:6.1f} ms  {promised}".rstrip()


if __name__ == "__main__":
    main()
