"""How well the larger half of worker counts is predicted from the smaller half: this package beside Extra-P.

    python -m venv /some/where && /some/where/bin/pip install extrap
    python benchmarks/extra_p.py --extrap /some/where/bin/python [--runs 100] [--json]

Both get the same simulated launches (six a level, 3 % noise of their own, 2 % that a level shares) at 1 to 16 workers
and predict 32 to 256. Extra-P is told that exponents may be negative, which strong scaling needs and its default
forbids. Reported is the median over runs of the root-mean-square relative error, and, for this package, how often the
ribbon held the truth at all four counts. A series of which no law is believed predicts nothing and is counted apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np

from workbench.analysis import fit
from workbench.model.scaling import Scaling

SEEN, ASKED = (1, 2, 4, 6, 8, 12, 16), (32, 64, 128, 256)
WITHIN, SHARED, LAUNCHES = 0.03, 0.02, 6
TRUTHS: dict[str, Callable[[float], float]] = {
    "amdahl, 5 % serial": lambda p: 100 * (0.95 / p + 0.05),
    "usl, peak at 15": lambda p: 100 * (0.95 / p + 0.05 + 0.004 * (p - 1)),
    "amdahl and a tree": lambda p: 98 / p + 2 + 1.5 * np.log2(p),
    "square root": lambda p: 3 + 20 / np.sqrt(p),
}
EXTRA_P = """
import json, logging, sys, warnings
logging.disable(logging.CRITICAL); warnings.simplefilter("ignore")
from extrap.entities.coordinate import Coordinate
from extrap.entities.measurement import Measurement
from extrap.modelers.single_parameter.basic import SingleParameterModeler
answers = []
for series in json.load(sys.stdin):
    modeler = SingleParameterModeler()
    modeler.allow_negative_exponents = True
    levels = zip(series["workers"], series["seconds"])
    points = [Measurement(Coordinate(float(workers)), None, None, seconds) for workers, seconds in levels]
    function = modeler.create_model(points).hypothesis.function
    answers.append([float(function.evaluate(float(workers))) for workers in series["asked"]])
json.dump(answers, sys.stdout)
"""


@dataclass(frozen=True)
class Row:
    """One truth: median errors, the share of runs in which our ribbon held it, and in which we believed no law."""

    truth: str
    own_error: float | None
    extra_p_error: float | None
    ribbon_holds_ratio: float | None
    silent_ratio: float


def main() -> None:
    """Print a line a truth, or one JSON list."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--extrap", help="a Python that has extrap; without it that column stays empty")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = [compare(name, truth, asked.runs, asked.extrap) for name, truth in TRUTHS.items()]
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    print(f"{'truth':20} {'workbench':>10} {'Extra-P':>8}  {'ribbon holds it':>15}  {'no law believed':>15}")
    for row in rows:
        cells = [row.own_error, row.extra_p_error, row.ribbon_holds_ratio, row.silent_ratio]
        own, theirs, holds, silent = ("" if cell is None else f"{cell:.1%}" for cell in cells)
        print(f"{row.truth:20} {own:>10} {theirs:>8}  {holds:>15}  {silent:>15}")


def compare(name: str, truth: Callable[[float], float], runs: int, python: str | None) -> Row:
    """Both tools on the same series."""
    random = np.random.default_rng(3)
    true = np.array([truth(workers) for workers in ASKED])
    series = [[measured(truth(workers), random) for workers in SEEN] for _ in range(runs)]
    fits = [fit(np.repeat(SEEN, LAUNCHES), np.concatenate(levels)) for levels in series]
    told = [predicted for predicted in map(ribbon, fits) if predicted is not None]
    own = [error(np.array([point[1] for point in points]), true) for points in told]
    held = [
        all(low <= value <= high for (_, _, low, high), value in zip(points, true, strict=False)) for points in told
    ]
    theirs = [] if python is None else [error(np.array(found), true) for found in extra_p(python, series)]
    return Row(
        name,
        median(own) if own else None,
        median(theirs) if theirs else None,
        sum(held) / len(held) if held else None,
        1.0 - len(told) / runs,
    )


def measured(seconds: float, random: np.random.Generator) -> list[float]:
    """The launches of one level."""
    found: list[float] = (seconds * random.lognormal(0, SHARED) * random.lognormal(0, WITHIN, LAUNCHES)).tolist()
    return found


def ribbon(scaling: Scaling) -> Sequence[tuple[float, float, float, float]] | None:
    """(workers, seconds, low, high) at ASKED, between points of the drawn extrapolation on log scales."""
    if scaling.selected is None:
        return None
    points = np.log(np.clip(np.array(scaling.laws[scaling.selected].extrapolated), 1e-300, 1e300))
    at = np.log(np.array(ASKED, float))
    columns = [np.exp(np.interp(at, points[:, 0], points[:, column])) for column in (1, 2, 3)]
    reach = float(np.exp(points[-1, 0]))
    rows = zip(ASKED, *(column.tolist() for column in columns), strict=True)
    return [row for row in rows if row[0] <= reach * 1.001]


def error(predicted: np.ndarray, true: np.ndarray) -> float:
    """Root-mean-square relative error over what was predicted."""
    return float(np.sqrt(np.mean((predicted / true[: len(predicted)] - 1.0) ** 2)))


def extra_p(python: str, series: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    """What Extra-P predicts, by the interpreter that has it."""
    asked = [{"workers": SEEN, "seconds": levels, "asked": ASKED} for levels in series]
    done = subprocess.run([python, "-c", EXTRA_P], input=json.dumps(asked), capture_output=True, text=True, check=True)
    found: list[list[float]] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
