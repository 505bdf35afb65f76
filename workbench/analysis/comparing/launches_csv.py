"""A person's CSV of launches, read whole: every complaint at once, each with its line.

Columns `launch` (which process a row came from; numbers also tell the order in which they were made) and `seconds`,
optionally `case` and `metric` (the names in `model.comparison.METRICS`; then `seconds` holds its value in base units).
Rows that share case, metric and launch are repeats of one launch, which counts with their median.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.analysis.csv_rows import delimiter_of, error, number, raise_all, read_rows
from workbench.analysis.groups import Groups
from workbench.collector import collector_paused
from workbench.errors import Complaint
from workbench.model.comparison import METRICS

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

REQUIRED = ("launch", "seconds")
KNOWN = (*REQUIRED, "case", "metric")
ALIASES = {
    "launch": ("run", "process", "sample", "trial", "iteration", "n"),
    "seconds": ("time", "duration", "elapsed", "value", "wall", "wall_seconds", "s", "sec"),
}
BY_NAME = {metric.name: metric for metric in METRICS}
ALL = "all"
"""What the one case of a file without a column `case` is called."""


@dataclass(frozen=True)
class LaunchTable:
    """The launches of a file by metric. `unusable` counts, by metric and case, the launches whose value is no measure.

    `left_out` names the columns that weren't used.
    """

    launches: tuple[Launches, ...]
    unusable: dict[tuple[str, str], int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@collector_paused()
def parse_launches_csv(text: str, file: str) -> LaunchTable:
    """The launches in `text`; `file` is what complaints call it. Raises ConfigurationError."""
    rows, lines = _rows(text.removeprefix("\ufeff"), file)
    if not rows:
        raise error("is empty", file, None, "The first line names the columns: launch,seconds")
    names = [name.strip().lower() for name in rows[0]]
    _check_header(names, file, lines[0])
    body, body_lines = rows[1:], lines[1:]
    if not body:
        raise error("has a header but no launches", file, lines[0], "Add one line a launch.")
    raise_all(
        [
            Complaint(f"has {len(row)} values, but the header names {len(names)} columns", file, line)
            for row, line in zip(body, body_lines, strict=True)
            if len(row) != len(names)
        ]
    )
    columns = dict(zip(names, zip(*body, strict=True), strict=True))
    return _table(columns, body_lines, file, tuple(name for name in names if name not in KNOWN))


def _rows(text: str, file: str) -> tuple[list[list[str]], Sequence[int]]:
    """Every row with its line. A file of one row a line, as programs write them, is read in half the time."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), skipinitialspace=True, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        rows = [[]]
    if all(rows) and reader.line_num == len(rows):
        return rows, range(1, len(rows) + 1)
    numbered = read_rows(text, file)
    return [row for _, row in numbered], [line for line, _ in numbered]


def _check_header(names: Sequence[str], file: str, line: int) -> None:
    complaints = [
        Complaint(f"names the column `{name}` twice", file, line)
        for name in dict.fromkeys(names)
        if names.count(name) > 1 and name in KNOWN
    ]
    for wanted in REQUIRED:
        if wanted in names:
            continue
        others = [name for name in names if name not in KNOWN]
        alike = [name for name in others if name in ALIASES[wanted]] + difflib.get_close_matches(wanted, others, n=1)
        listed = ", ".join(f"`{name}`" for name in names)
        remedy = f"Did you mean `{alike[0]}`? Call it `{wanted}`." if alike else f"Name one column `{wanted}`."
        complaints.append(Complaint(f"has no column `{wanted}`; found {listed}", file, line, remedy))
    raise_all(complaints)


def _table(
    columns: dict[str, tuple[str, ...]], lines: Sequence[int], file: str, left_out: tuple[str, ...]
) -> LaunchTable:
    values, complaints = _numbers(columns["seconds"], lines, file)
    metrics = columns.get("metric")
    if metrics is not None:
        metrics = tuple(map(str.strip, metrics))
        complaints += _unknown_metrics(metrics, lines, file)
    raise_all(complaints)
    names, codes = _coded(columns["case"]) if "case" in columns else ((ALL,), np.zeros(len(values), dtype=np.intp))
    labels, launch = _coded(columns["launch"])
    places = np.array([number(label) for label in labels])[launch]
    told, metric_codes = _coded(metrics) if metrics is not None else (("time",), np.zeros(len(values), dtype=np.intp))
    launches, unusable = [], {}
    for code, name in enumerate(told):
        rows = np.flatnonzero(metric_codes == code)
        found = _launches(name, names, codes[rows], launch[rows], values[rows], places[rows])
        launches.append(found)
        bad = np.bincount(found.codes[np.isnan(found.values)], minlength=len(found.cases))
        unusable.update({(name, found.cases[case].name): int(bad[case]) for case in np.flatnonzero(bad).tolist()})
    return LaunchTable(tuple(launches), unusable, left_out)


def _launches(name: str, names: Sequence[str], codes: Codes, launch: Codes, values: Array, places: Array) -> Launches:
    """One entry a launch: repeats come to their median; what can't be a measure of this metric is NaN."""
    metric = BY_NAME[name]
    used = np.isfinite(values) & ((values > 0) | (name == "score"))
    values = np.where(used, values, np.nan)
    _, first, which = np.unique(codes * (int(launch.max()) + 1) + launch, return_index=True, return_inverse=True)
    if len(first) < len(values):
        values = Groups(which.ravel().astype(np.intp), len(first)).medians(values)
        codes, places = codes[first], places[first]
    present, own = np.unique(codes, return_inverse=True)
    cases = tuple(CaseKey(names[code], names[code]) for code in present.tolist())
    return Launches(metric, cases, own.ravel().astype(np.intp), values, places)


def _coded(cells: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """Distinct texts in order of appearance, and which each cell holds."""
    texts = {text: code for code, text in enumerate(dict.fromkeys(cells))}
    codes = np.fromiter(map(texts.__getitem__, cells), np.intp, len(cells))
    stripped = {text: code for code, text in enumerate(dict.fromkeys(text.strip() for text in texts))}
    return tuple(stripped), np.array([stripped[text.strip()] for text in texts], dtype=np.intp)[codes]


def _numbers(cells: Sequence[str], lines: Sequence[int], file: str) -> tuple[Array, list[Complaint]]:
    """What is a number though not a measure (nan, inf, −1) is no complaint: its case is told of, the rest judged."""
    try:
        return np.array(list(map(float, cells))), []
    except ValueError:
        numbers = [number(cell) for cell in cells]
    complaints = [
        Complaint(f"`seconds` must be a number, not {cell.strip() or 'empty'!r}", file, line)
        for cell, line, number in zip(cells, lines, numbers, strict=True)
        if number != number and cell.strip().lower().lstrip("+-") != "nan"  # noqa: PLR0124 (only NaN differs from itself)
    ]
    return np.array(numbers), complaints


def _unknown_metrics(metrics: Sequence[str], lines: Sequence[int], file: str) -> list[Complaint]:
    unknown = set(metrics) - set(BY_NAME)
    if not unknown:
        return []
    allowed = "allowed: " + ", ".join(BY_NAME)
    return [
        Complaint(f"`metric` {metric!r} is not known; {allowed}", file, line)
        for metric, line in zip(metrics, lines, strict=True)
        if metric in unknown
    ]
