"""Many trials at once, for summaries and charts: a fast partial read, and the same as arrays."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from workbench.model.run import RunHeader
from workbench.model.trial import TrialRecord
from workbench.store.layout import TRIALS_FILE
from workbench.store.lines import read_lines
from workbench.store.reader import read_header
from workbench.store.rows import TrialRow

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RunRows:
    """A run as `model.run.Run`, with the part of each trial that summaries need."""

    header: RunHeader
    trials: tuple[TrialRow, ...]
    folder: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrialColumns:
    """One array a fact, all of length n, in the order of recording. NaN: not recorded.

    `case_ids` and `statuses` are the distinct words; `case_codes` and `status_codes` (int32) index them.
    `seconds` is the median of a launch's timed calls, `repeats` how many there were. `phase_seconds` has the
    phases that occur; a phase that a launch went through several times counts with the sum.
    """

    case_ids: tuple[str, ...]
    case_codes: NDArray[np.int32]
    statuses: tuple[str, ...]
    status_codes: NDArray[np.int32]
    launch: NDArray[np.int32]
    repeats: NDArray[np.int32]
    started_at: Floats
    elapsed_seconds: Floats
    seconds: Floats
    phase_seconds: Mapping[str, Floats]
    peak_memory_low_bytes: Floats
    peak_memory_high_bytes: Floats
    cpu_seconds: Floats
    score: Floats


def read_rows(folder: str) -> RunRows:
    """As `reader.read_run`, several times faster. Raises StoreError as it does."""
    header, form = read_header(folder)
    trials, warnings = read_lines(os.path.join(folder, TRIALS_FILE), form.row)
    return RunRows(header, trials, folder, warnings)


def to_columns(trials: Sequence[TrialRow | TrialRecord]) -> TrialColumns:
    """The trials as arrays."""
    case_ids, case_codes = _codes([trial.case_id for trial in trials])
    statuses, status_codes = _codes([trial.status for trial in trials])
    return TrialColumns(
        case_ids,
        case_codes,
        statuses,
        status_codes,
        np.array([trial.launch for trial in trials], np.int32),
        np.array([len(trial.wall_seconds) for trial in trials], np.int32),
        _floats([trial.started_at for trial in trials]),
        _floats([trial.elapsed_seconds for trial in trials]),
        _floats([_middle(trial.wall_seconds) for trial in trials]),
        _phase_seconds(trials),
        _floats([None if trial.memory is None else trial.memory.low_bytes for trial in trials]),
        _floats([None if trial.memory is None else trial.memory.high_bytes for trial in trials]),
        _floats([_cpu_seconds(trial) for trial in trials]),
        _floats([None if trial.score is None else trial.score.value for trial in trials]),
    )


def _codes(words: list[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The distinct words in order of appearance, and each word's place among them."""
    places = {word: place for place, word in enumerate(dict.fromkeys(words))}
    return tuple(places), np.fromiter(map(places.__getitem__, words), np.int32, len(words))


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array(values, np.float64)


def _middle(seconds: tuple[float, ...]) -> float | None:
    if len(seconds) == 1:
        return seconds[0]
    return median(seconds) if seconds else None


def _phase_seconds(trials: Sequence[TrialRow | TrialRecord]) -> dict[str, Floats]:
    """Gathers all phases flat, so that numpy does the sums."""
    phases = [phase for trial in trials for phase in trial.phases]
    owners = np.repeat(np.arange(len(trials)), [len(trial.phases) for trial in trials])
    lasted = _floats([phase.end_seconds for phase in phases]) - _floats([phase.start_seconds for phase in phases])
    names, codes = _codes([phase.name for phase in phases])
    found = {}
    for code, name in enumerate(names):
        mine = codes == code
        total = np.bincount(owners[mine], lasted[mine], len(trials))
        found[name] = np.where(np.bincount(owners[mine], minlength=len(trials)) > 0, total, np.nan)
    return found


def _cpu_seconds(trial: TrialRow | TrialRecord) -> float | None:
    return None if trial.cpu is None else trial.cpu.user_seconds + trial.cpu.system_seconds
