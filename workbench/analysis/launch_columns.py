"""The launches that went well, as one array a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.groups import Groups
from workbench.model.phases import INNER_PHASES
from workbench.model.trial import MemoryPeak, Phase, TrialRecord

Array = NDArray[np.float64]

RSS = "rss_sampled"
TRIAL_PEAK = "trial_peak_low_bytes"
PER_REPEAT = frozenset(("measure", *INNER_PHASES))


@dataclass(frozen=True)
class LaunchColumns:
    """Entry i of every array (n,) is of trial `trials[i]`; NaN: not recorded. `cases` groups them by case.

    `seconds` is the median of the launch's timed calls. In `phases` a phase that belongs to a timed call counts
    with its mean over them. Memory comes from the better estimator only, where a case has launches of both;
    `trial_peak` is the largest that was seen in the whole trial, not only while it was measured.
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
    trial_peak: Array


def launch_columns(trials: Sequence[TrialRecord], codes: NDArray[np.intp], count: int) -> LaunchColumns:
    """`trials` (all of status ok), each of the case with its code; `count` cases in all."""
    cases = Groups(codes, count)
    walls = [trial.wall_seconds for trial in trials]
    phases = [trial.phases for trial in trials]
    cpu = [trial.cpu for trial in trials]
    scores = [trial.score for trial in trials]
    repeats = np.fromiter(map(len, walls), np.intp, len(trials))
    low, high, rss = _memory([trial.memory for trial in trials], cases)
    return LaunchColumns(
        trials,
        cases,
        _launch_seconds(walls, repeats),
        _phases(phases, repeats),
        _floats([None if used is None else used.user_seconds + used.system_seconds for used in cpu]),
        _floats([None if score is None else score.value for score in scores]),
        low,
        high,
        rss,
        _floats([trial.totals.get(TRIAL_PEAK) for trial in trials]),
    )


def _floats(values: Sequence[float | None]) -> Array:
    return np.array(values, dtype=np.float64)


def _launch_seconds(walls: Sequence[tuple[float, ...]], repeats: NDArray[np.intp]) -> Array:
    flat = _floats(list(chain.from_iterable(walls)))
    owners = np.repeat(np.arange(len(walls)), repeats)
    medians = flat if np.all(repeats == 1) else Groups(owners, len(walls)).medians(flat)
    return np.where(medians > 0, medians, np.nan)


def _phases(phases: Sequence[tuple[Phase, ...]], repeats: NDArray[np.intp]) -> dict[str, Array]:
    flat = list(chain.from_iterable(phases))
    if not flat:
        return {}
    words = [phase.name for phase in flat]
    names = {name: code for code, name in enumerate(dict.fromkeys(words))}
    codes = np.fromiter(map(names.__getitem__, words), np.intp, len(flat))
    lasted = np.array([phase.end_seconds for phase in flat]) - np.array([phase.start_seconds for phase in flat])
    shape = (len(phases), len(names))
    cells = np.repeat(np.arange(len(phases)), list(map(len, phases))) * len(names) + codes
    sums = np.bincount(cells, lasted, shape[0] * shape[1]).reshape(shape)
    present = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape) > 0
    calls = np.maximum(repeats, 1)
    return {
        name: np.where(present[:, code], sums[:, code], np.nan) / (calls if name in PER_REPEAT else 1)
        for name, code in names.items()
    }


def _memory(peaks: Sequence[MemoryPeak | None], cases: Groups) -> tuple[Array, Array, Array]:
    low = _floats([None if peak is None else peak.low_bytes for peak in peaks])
    high = _floats([None if peak is None else peak.high_bytes for peak in peaks])
    rss = _floats([None if peak is None else peak.rss_sampled_bytes for peak in peaks])
    better = np.array([peak is not None and peak.low_estimator != RSS for peak in peaks], dtype=bool)
    has_better = np.bincount(cases.codes[better], minlength=cases.count) > 0
    return np.where(better | ~has_better[cases.codes], low, np.nan), high, rss
