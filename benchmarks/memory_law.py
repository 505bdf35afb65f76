"""Whether a law of memory fitted to small data foretells large data: predicted beside measured. Run by hand.

    python benchmarks/memory_law.py [--samples 10000 20000 40000 80000] [--features 100] [--times 8] [--json]

Ridge's default solver, saga, and SGDRegressor out of core (partial_fit on chunks that are read and let go) are measured
at small sizes, their peak memory is fitted as base + k × the data, and then a size `times` larger than the largest is
run. Real trials: minutes. The data go to a temporary folder.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbench.analysis.sizes.measured import Measured, measured
from workbench.analysis.sizes.memory_law import peak_growth, peaks_of
from workbench.analysis.sizes.series import Members, all_series, size_of
from workbench.model.estimate import Estimate
from workbench.model.run import Run
from workbench.model.sizes import DATA
from workbench.sessions.executing import run_plan
from workbench.sessions.opening import open_workplace
from workbench.sessions.planning import Wish, make_plan

SOLVER = '''
import numpy as np
from workbench.contracts import Solver

class OutOfCore(Solver):
    """SGDRegressor fed chunk by chunk: a chunk is copied from a mapping of its own, which is then given up."""
    name = "SGDRegressor-out-of-core"
    tasks = ("regression",)
    requires = {"sklearn": "pip install scikit-learn"}
    parameters = {"chunk_rows": 5000, "passes": 2}

    def setup(self, data):
        from sklearn.linear_model import SGDRegressor
        self.imported = SGDRegressor

    def solve(self, data, context):
        model = self.imported(alpha=1.0 / len(data.y_train), eta0=1e-3, average=True, random_state=context.seed)
        rows = self.values["chunk_rows"]
        for _ in range(self.values["passes"]):
            for first in range(0, len(data.y_train), rows):
                mapped = np.load(data.X_train.filename, mmap_mode="r")
                chunk = np.array(mapped[first : first + rows])
                del mapped
                model.partial_fit(chunk, data.y_train[first : first + rows])
        return model
'''
SUITE = """name = "memory-law"
[[cases]]
workload = "ridge"
parameters = {{ samples = {samples}, features = {features} }}
solvers = ["sklearn.Ridge[auto]", "sklearn.Ridge[saga]", "./out_of_core.py:OutOfCore"]
[measure]
launches = {launches}
warmups = 0
timeout = "20m"
"""


@dataclass(frozen=True)
class Foretold:
    """One solver: what the law of small sizes says of the large one, and what its launches took."""

    solver: str
    data_bytes: int
    peak_end: str
    predicted: Estimate
    measured_bytes: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The largest measured peak over the predicted one."""
        return max(self.measured_bytes) / self.predicted.value


def main() -> None:
    """Print a line a solver, or one JSON list."""
    asked = arguments()
    large = asked.times * max(asked.samples)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
        found = foretell(Path(folder), asked.samples, large, asked.features, asked.launches)
    if asked.json:
        print(json.dumps([{**dataclasses.asdict(each), "ratio": each.ratio} for each in found], indent=2))
        return
    print(f"{'solver':32} {'data':>9}  {'predicted':>9} {'interval':>18}  {'measured':>9}  ratio")
    for each in found:
        ends = f"[{(each.predicted.low or 0) / 1e6:,.0f}, {(each.predicted.high or 0) / 1e6:,.0f}]"
        print(
            f"{each.solver:32} {each.data_bytes / 1e6:>6,.0f} MB  {each.predicted.value / 1e6:>6,.0f} MB {ends:>18}"
            f"  {max(each.measured_bytes) / 1e6:>6,.0f} MB  {each.ratio:.3f}"
        )


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=int, nargs="+", default=[10_000, 20_000, 40_000, 80_000])
    parser.add_argument("--features", type=int, default=100)
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("--launches", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def foretell(folder: Path, samples: list[int], large: int, features: int, launches: int) -> list[Foretold]:
    """Run the small sizes, then the large one; nothing of the large run is used for the laws."""
    (folder / "out_of_core.py").write_text(SOLVER)
    small = run(folder, samples, features, launches)
    grown = run(folder, [large], features, launches)
    peaks = {each.case.solver: each for each in measured(grown.header.plan, grown.trials)}
    found = []
    for members in all_series(measured(small.header.plan, small.trials)):
        solver = members.cases[0].case.solver or ""
        if solver in peaks:
            found.append(foretold(members, peaks[solver]))
    return found


def foretold(members: Members, large: Measured) -> Foretold:
    """One solver's law against its large run, by the same end of the peaks."""
    peaks = peaks_of(members)
    assert peaks is not None
    growth, against = peak_growth(peaks)
    ends = large.highs if peaks.end == "high" and large.highs else large.lows
    data_bytes = large.planned.data_bytes or 0
    predicted = growth.prediction(float(data_bytes) if against == DATA else size_of(large.case, against))
    return Foretold(large.case.solver or "", data_bytes, peaks.end, predicted, tuple(ends))


def run(folder: Path, samples: list[int], features: int, launches: int) -> Run:
    """One suite of these sizes, for real."""
    suite = folder / f"memory-law-{max(samples)}.toml"
    suite.write_text(SUITE.format(samples=samples, features=features, launches=launches))
    with open_workplace(str(folder / "results")) as workplace:
        return run_plan(make_plan([str(suite)], Wish(), workplace.describe), workplace, lambda _: None)


if __name__ == "__main__":
    main()
