"""The launches that went well, as one array a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.groups import Groups
from workbench.model.trial import INNER_PHASES, TrialRecord

Array = NDArray[np.float64]

PSS = "pss_sampled"
PER_REPEAT = frozenset(("measure", *INNER_PHASES))


@dataclass(frozen=True)
class LaunchColumns:
    """Entry i of every array (n,) is of trial `trials[i]`; NaN: not recorded. `cases` groups them by case.

    `seconds` is the median of the launch's timed calls. In `phases` a phase that belongs to a timed call counts
    with its mean over them. Memory comes from the better estimator only, where a case has launches of both.
    """

    trials: Sequence[TrialRecord]
    cases: Groups
    seconds: Array
    phases: dict[str, Array]
    cpu_seconds: Array
    scores: Array
    memory_low: Array
    memory_high: Array
    memory_rss: Array


def launch_columns(trials: Sequence[TrialRecord], codes: NDArray[np.intp], count: int) -> LaunchColumns:
    """`trials` (all of status ok), each of the case with its code; `count` cases in all."""
    cases = Groups(codes, count)
    seconds = _launch_seconds(trials)
    low, high, rss = _memory(trials, cases)
    cpu = [None if (cpu := trial.cpu) is None else cpu.user_seconds + cpu.system_seconds for trial in trials]
    scores = [None if (score := trial.score) is None else score.value for trial in trials]
    phases = _phases(trials, np.array([len(trial.wall_seconds) for trial in trials], dtype=float))
    return LaunchColumns(trials, cases, seconds, phases, _floats(cpu), _floats(scores), low, high, rss)


def _floats(values: Sequence[float | None]) -> Array:
    return np.array(values, dtype=np.float64)


def _launch_seconds(trials: Sequence[TrialRecord]) -> Array:
    lengths = [len(trial.wall_seconds) for trial in trials]
    flat = _floats([seconds for trial in trials for seconds in trial.wall_seconds])
    medians = flat if lengths.count(1) == len(trials) else _ragged_medians(flat, lengths)
    return np.where(medians > 0, medians, np.nan)


def _ragged_medians(flat: Array, lengths: list[int]) -> Array:
    return Groups(np.repeat(np.arange(len(lengths)), lengths), len(lengths)).medians(flat)


def _phases(trials: Sequence[TrialRecord], repeats: Array) -> dict[str, Array]:
    flat = [phase for trial in trials for phase in trial.phases]
    owners = np.repeat(np.arange(len(trials)), [len(trial.phases) for trial in trials])
    lasted = _floats([phase.end_seconds for phase in flat]) - _floats([phase.start_seconds for phase in flat])
    words = [phase.name for phase in flat]
    names = {name: code for code, name in enumerate(dict.fromkeys(words))}
    codes = np.fromiter(map(names.__getitem__, words), np.intp, len(words))
    cells = owners * len(names) + codes
    shape = (len(trials), len(names))
    sums = np.bincount(cells, lasted, shape[0] * shape[1]).reshape(shape)
    present = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape) > 0
    columns = {}
    for name, code in names.items():
        divisor = np.maximum(repeats, 1.0) if name in PER_REPEAT else 1.0
        columns[name] = np.where(present[:, code], sums[:, code], np.nan) / divisor
    return columns


def _memory(trials: Sequence[TrialRecord], cases: Groups) -> tuple[Array, Array, Array]:
    peaks = [trial.memory for trial in trials]
    low = _floats([None if peak is None else peak.low_bytes for peak in peaks])
    high = _floats([None if peak is None else peak.high_bytes for peak in peaks])
    rss = _floats([None if peak is None else peak.rss_sampled_bytes for peak in peaks])
    better = np.array([peak is not None and peak.low_estimator == PSS for peak in peaks], dtype=bool)
    has_better = np.bincount(cases.codes[better], minlength=cases.count) > 0
    return np.where(better | ~has_better[cases.codes], low, np.nan), high, rss
