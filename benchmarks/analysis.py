"""How long inference takes: 100,000 trials of 5,000 cases summarised, and laws fitted to 8 levels × 10 launches.

Run it by hand: `python benchmarks/analysis.py`. Each figure is the best and the median of several runs, in
seconds of wall time and of this process's CPU time (on a busy machine the second is the fairer).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from workbench.analysis import fit
from workbench.analysis.summary import summarise
from workbench.model.case import Case, Resources
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.scaling import Level
from workbench.store.rows import CpuRow, MemoryRow, PhaseRow, ScoreRow, TrialRow

CASES, LAUNCHES, RUNS = 5_000, 20, 7
WORKERS = (1, 2, 4, 8, 16)


def plan() -> Plan:
    """5,000 cases: 1,000 problem sizes at 5 worker counts."""
    workload = PluginReference("workload", "ridge", "workbench.workloads.ridge", "PLUGIN")
    backend = PluginReference("backend", "loky", "workbench.backends.loky", "PLUGIN")
    cases = (
        Case("ridge", {"samples": size}, "sklearn.Ridge[saga]", {}, "loky", resources=Resources(workers=workers))
        for size in range(1, CASES // len(WORKERS) + 1)
        for workers in WORKERS
    )
    return Plan("benchmark", tuple(PlannedCase(case, workload, backend) for case in cases))


def trials(planned: Plan) -> tuple[TrialRow, ...]:
    """20 launches of each, interleaved as a run would have them."""
    random = np.random.default_rng(0)
    ids = [case.case.id for case in planned.cases]
    return tuple(
        _trial(ids[index], launch, float(noise))
        for launch in range(LAUNCHES)
        for index, noise in zip(random.permutation(CASES).tolist(), random.lognormal(0.0, 0.05, CASES), strict=True)
    )


def _trial(case_id: str, launch: int, seconds: float) -> TrialRow:
    ends = (0.0, 0.2, 0.3, 0.9, 0.9 + seconds, 1.0 + seconds, 1.1 + seconds)
    names = ("setup", "start", "warmup", "measure", "score", "stop")
    phases = tuple(PhaseRow(name, ends[at], ends[at + 1]) for at, name in enumerate(names))
    return TrialRow(
        case_id,
        launch,
        "ok",
        ends[-1],
        (seconds,),
        phases=phases,
        score=ScoreRow("r2", 0.9, True, 0.001),
        memory=MemoryRow(10**8, "pss_sampled", 2 * 10**8, "vmhwm_sum", 3 * 10**8),
        cpu=CpuRow(seconds, 0.1),
    )


def clock(name: str, call: Callable[[], object]) -> None:
    """Time `call` and print the figures."""
    wall, own = [], []
    for _ in range(RUNS):
        begin, begin_own = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - begin)
        own.append(time.process_time() - begin_own)
    print(
        f"{name}: wall best {min(wall):.3f} s, median {statistics.median(wall):.3f} s; "
        f"CPU best {min(own):.3f} s, median {statistics.median(own):.3f} s"
    )


def levels() -> tuple[Level, ...]:
    """8 levels × 10 launches of an Amdahl curve."""
    random = np.random.default_rng(1)
    counts = (1, 2, 3, 4, 6, 8, 12, 16)
    return tuple(
        Level(count, tuple((100 * (0.95 / count + 0.05) * random.lognormal(0.0, 0.03, 10)).tolist()))
        for count in counts
    )


def main() -> None:
    """Print every figure."""
    planned = plan()
    recorded = trials(planned)
    clock(f"summarise {len(recorded):,} trials of {CASES:,} cases", lambda: summarise(planned, recorded))
    measured = levels()
    clock("fit 8 levels × 10 launches, all laws and intervals", lambda: fit(measured))


if __name__ == "__main__":
    main()
