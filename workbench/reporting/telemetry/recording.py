"""A trial's series file as lines over time, whole until they are drawn."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import StoreError
from workbench.store.layout import TELEMETRY_FOLDER, checked_name
from workbench.telemetry.series import read_series

GAP_SERIES = "sampler.gap_seconds"
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Readings of one series in the order of time; between two of them it ran straight.

    `instance` is the disk, interface or card it is of, empty where there is but one.
    """

    at_seconds: Numbers
    values: Numbers
    instance: str = ""

    def value_at(self, moments: Numbers) -> Numbers:
        """Its values then; before the first reading and after the last it stands still."""
        return np.interp(moments, self.at_seconds, self.values)

    def until_gone(self) -> Line:
        """Without the zeros that it ends with: of what can't be 0 while a process lives, they say that none did."""
        seen = np.flatnonzero(self.values)
        last = int(seen[-1]) + 1 if len(seen) else 0
        return replace(self, at_seconds=self.at_seconds[:last], values=self.values[:last])


@dataclass(frozen=True)
class Gap:
    """A stretch in which nobody looked."""

    begin_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class Recording:
    """What was seen of the tree and the machine: `probe.series` → a line for each instance and node.

    Seconds count from the launch. `complete` is False where the file was torn or is still being written.
    """

    lines: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    complete: bool = True

    def of(self, names: Iterable[str]) -> list[Line]:
        """The lines of these series."""
        return [line for name in names for line in self.lines.get(name, ())]

    @property
    def end_seconds(self) -> float:
        """The last moment seen; 0 where nothing was."""
        return max((float(line.at_seconds[-1]) for lines in self.lines.values() for line in lines), default=0.0)


def read_recording(folder: str, trial_id: str) -> Recording | None:
    """What the sampler wrote of that trial of the run in `folder`; None where there is no such file.

    Series of single processes are left out. Raises StoreError for a file that can't be read, or a hostile id.
    """
    path = os.path.join(folder, TELEMETRY_FOLDER, checked_name(trial_id, "the trial id"))
    try:
        table = read_series(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"the telemetry of {trial_id} can't be read: {error}") from error
    lines = _lines(table)
    events = lines.pop(GAP_SERIES, [])
    gaps = [
        Gap(end - lasted, end)
        for line in events
        for end, lasted in zip(line.at_seconds.tolist(), line.values.tolist(), strict=True)
    ]
    complete = (table.schema.metadata or {}).get(b"complete", b"yes") != b"no"
    found = Recording(lines, tuple(sorted(gaps, key=lambda gap: gap.begin_seconds)), complete)
    return found if complete else _held(found)


def _held(recording: Recording) -> Recording:
    """A recording without its end: what had not moved by then is not written yet, and stood as it stood."""
    end = recording.end_seconds
    lines = {name: [_until(line, end) for line in lines] for name, lines in recording.lines.items()}
    return Recording(lines, recording.gaps, complete=False)


def _until(line: Line, end: float) -> Line:
    if line.at_seconds[-1] >= end:
        return line
    return Line(np.append(line.at_seconds, end), np.append(line.values, line.values[-1]), line.instance)


def _lines(table: Any) -> dict[str, list[Line]]:
    """`probe.series` → lines. Text columns are compared by number: a long trial has millions of rows."""
    codes, words = zip(*(_coded(table[name]) for name in ("process", "node", "probe", "series")), strict=True)
    at, values = (np.asarray(table[name].to_numpy(), float) for name in ("at_seconds", "value"))
    nobody = [place for place, word in enumerate(words[0]) if word == ""]
    kept = np.isin(codes[0], nobody) & np.isfinite(at) & np.isfinite(values)
    at, values, keys = at[kept], values[kept], np.stack([code[kept] for code in codes[1:]])
    order = np.lexsort((at, *keys))
    at, values, keys = at[order], values[order], keys[:, order]
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1), axis=0)) + 1
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for moments, readings, key in zip(
        np.split(at, starts), np.split(values, starts), np.split(keys, starts, axis=1), strict=True
    ):
        if len(moments):
            _, probe, series = (words[index + 1][key[index, 0]] for index in range(3))
            name, _, instance = series.rstrip("]").partition("[")
            found[f"{probe}.{name}"].append(Line(moments, readings, instance))
    return dict(found)


def _coded(column: Any) -> tuple[NDArray[np.int64], list[str]]:
    """A column of words as places in a list of them."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    return np.asarray(coded.indices.to_numpy(zero_copy_only=False), np.int64), coded.dictionary.to_pylist()
