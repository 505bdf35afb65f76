"""A benchmark's row in an asv result file: one entry of each column a combination of parameters."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, Optional

from workbench.exporters._asv_benchmarks import Benchmark
from workbench.model.trial import OK, SKIPPED, TrialRecord

COLUMNS = (
    "result",
    "params",
    "version",
    "started_at",
    "duration",
    "stats_ci_99_a",
    "stats_ci_99_b",
    "stats_q_25",
    "stats_q_75",
    "stats_number",
    "stats_repeat",
    "samples",
    "profile",
)
OF_A_CASE = 8
"""What `_cell` tells: the result, and the columns from stats_ci_99_a to samples."""
MINIMUM_LAUNCHES = 4
"""Of fewer launches no interval is claimed: asv is told an infinite one."""

MINIMUM_SAMPLES = 7
"""Of fewer launches asv is told no samples, and goes by the intervals: its rank test (Mann-Whitney, two-sided p below
0.002) can't find 6 launches of each side different however far apart they lie, for there 2 / 924 is the smallest p."""


class Measure(NamedTuple):
    """A thing that asv is told of a launch. All are better the lower they are: asv takes nothing else."""

    prefix: str
    kind: str
    unit: str
    read: Callable[[TrialRecord], Optional[float]]


MEASURES = (
    Measure("time_call", "time", "seconds", lambda trial: _median(trial.wall_seconds)),
    Measure("peakmem_call", "peakmemory", "bytes", lambda trial: trial.memory.low_bytes if trial.memory else None),
)


def is_measured(benchmark: Benchmark, measure: Measure, trials: Mapping[str, list[TrialRecord]]) -> bool:
    """A time always: that of a case that failed is null. Memory only where some launch has it."""
    if measure.kind == "time":
        return True
    return any(
        measure.read(trial) is not None for case_id in benchmark.cases.values() for trial in trials.get(case_id, ())
    )


def result_rows(benchmarks: Sequence[Benchmark], trials: Mapping[str, list[TrialRecord]]) -> dict[str, Any]:
    """The rows of all that was measured, by the benchmark's whole name."""
    return {
        f"{benchmark.stem}.{measure.prefix}": _row(benchmark, measure, trials)
        for benchmark in benchmarks
        for measure in MEASURES
        if is_measured(benchmark, measure, trials)
    }


def _row(benchmark: Benchmark, measure: Measure, trials: Mapping[str, list[TrialRecord]]) -> list[Any]:
    """One benchmark by COLUMNS; the entries of a column are the combinations, the last parameter varying fastest."""
    of_each = [trials.get(benchmark.cases.get(texts, ""), []) for texts in product(*benchmark.values)]
    all_trials = [trial for found in of_each for trial in found]
    cells = [_cell(found, measure) for found in of_each]
    stats = [cell[1:] for cell in cells]
    return [
        [cell[0] for cell in cells],
        [list(texts) for texts in benchmark.values],
        benchmark.version,
        round(1000 * min((trial.started_at for trial in all_trials), default=0.0)),
        sum(trial.elapsed_seconds for trial in all_trials),
        *([entry[column] for entry in stats] for column in range(OF_A_CASE - 1)),
    ]


def _cell(trials: Sequence[TrialRecord], measure: Measure) -> tuple[Any, ...]:
    """The result of a case, then its interval at 99 %, quartiles, calls, launches and samples."""
    samples = [value for trial in trials if trial.status == OK and (value := measure.read(trial)) is not None]
    if not samples:
        failed = any(trial.status not in (OK, SKIPPED) for trial in trials)
        return (None if failed else math.nan, *([None] * (OF_A_CASE - 1)))
    first, _, third = statistics.quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else samples * 3
    kept = samples if len(samples) >= MINIMUM_SAMPLES else None
    return (statistics.median(samples), *_interval(samples), first, third, 1, len(samples), kept)


def _interval(samples: Sequence[float]) -> tuple[float, float]:
    """Student's t on the logarithms of launches at 99 %, stretched to hold the median."""
    if len(samples) < MINIMUM_LAUNCHES or min(samples) <= 0:
        return -math.inf, math.inf
    from scipy.stats import t

    logs = [math.log(value) for value in samples]
    middle = statistics.median(samples)
    half = float(t.ppf(0.995, len(logs) - 1)) * statistics.stdev(logs) / math.sqrt(len(logs))
    mean = statistics.fmean(logs)
    return min(middle, math.exp(mean - half)), max(middle, math.exp(mean + half))


def _median(values: Sequence[float]) -> Optional[float]:
    return statistics.median(values) if values else None
