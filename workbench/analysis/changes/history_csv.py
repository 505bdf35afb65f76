"""A person's CSV of values over revisions, oldest first, read whole: every complaint at once, each with its line.

Columns `revision` and `value`; optionally `launch` (which process a row came from: rows of one revision are then one
point), `date` (2026-10-02, a time of ISO 8601, or seconds since the epoch), `machine`, and `environment` (versions in
any words: where they differ from the row before, that is marked). Commas, semicolons or tabs; with the latter two a
decimal comma too.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from workbench.analysis.csv_rows import error, number, raise_all, read_rows
from workbench.errors import Complaint
from workbench.model.change import Point
from workbench.model.finding import Finding

REQUIRED = ("revision", "value")
KNOWN = (*REQUIRED, "launch", "date", "machine", "environment")
ALIASES = {
    "revision": ("commit", "hash", "rev", "sha", "version", "git", "build"),
    "value": ("seconds", "duration", "elapsed", "mean", "median", "result", "runtime", "time", "y"),
}


@dataclass(frozen=True)
class HistoryTable:
    """The points in the file's order. `left_out` names the columns that weren't used."""

    points: tuple[Point, ...]
    findings: tuple[Finding, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    revision: str
    value: float
    launch: str | None
    at: float | None
    machine: str | None
    environment: str | None
    line: int


def parse_history_csv(text: str, file: str) -> HistoryTable:
    """The points in `text`; `file` is what complaints call it. Raises ConfigurationError."""
    lines = read_rows(text, file)
    if not lines:
        raise error("is empty", file, None, "The first line names the columns: revision,value")
    first_line, header = lines[0]
    names = [name.strip().lower() for name in header]
    _check_columns(names, file, first_line)
    if len(lines) == 1:
        raise error("has a header but no values", file, first_line, "Add one line a revision, the oldest first.")
    complaints: list[Complaint] = []
    rows = [_row(names, cells, line, file, complaints) for line, cells in lines[1:]]
    raise_all(complaints)
    whole = [row for row in rows if row is not None]
    left_out = tuple(name for name in names if name not in KNOWN)
    return HistoryTable(_points(whole, "launch" in names), _findings(whole), left_out)


def _check_columns(names: Sequence[str], file: str, line: int) -> None:
    complaints = [
        Complaint(f"names the column `{name}` twice", file, line)
        for name in dict.fromkeys(names)
        if names.count(name) > 1 and name in KNOWN
    ]
    complaints += [_missing(column, names, file, line) for column in REQUIRED if column not in names]
    raise_all(complaints)


def _missing(column: str, names: Sequence[str], file: str, line: int) -> Complaint:
    candidates = [name for name in names if name not in KNOWN]
    alike = [name for name in candidates if name in ALIASES[column]]
    alike += difflib.get_close_matches(column, candidates, n=1)
    found = ", ".join(f"`{name}`" for name in names)
    remedy = f"Did you mean `{alike[0]}`? Call it `{column}`." if alike else f"Name one column `{column}`."
    return Complaint(f"has no column `{column}`; found {found}", file, line, remedy)


def _row(names: Sequence[str], cells: Sequence[str], line: int, file: str, complaints: list[Complaint]) -> _Row | None:
    """The row, or None with what is wrong with it added to the complaints."""
    if len(cells) != len(names):
        message = f"has {len(cells)} values, but the header names {len(names)} columns"
        complaints.append(Complaint(message, file, line))
        return None
    told = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    before = len(complaints)
    value = number(told["value"])
    if not (math.isfinite(value) and value > 0):
        complaints.append(Complaint(f"`value` must be a number above 0, not {told['value'] or 'empty'!r}", file, line))
    if not told["revision"]:
        complaints.append(Complaint("`revision` must not be empty", file, line))
    at = _time(told.get("date", ""))
    if at is not None and math.isnan(at):
        message = f"`date` must be a date (2026-10-02), a time of ISO 8601 or seconds since 1970, not {told['date']!r}"
        complaints.append(Complaint(message, file, line))
    if len(complaints) > before:
        return None
    optional = (told.get(name) or None for name in ("launch", "machine", "environment"))
    launch, machine, environment = optional
    return _Row(told["revision"], value, launch, at, machine, environment, line)


def _time(cell: str) -> float | None:
    """Seconds since the epoch, UTC where the cell names no zone; None for an empty cell, NaN for no time."""
    if not cell:
        return None
    seconds = number(cell)
    if math.isfinite(seconds) and abs(seconds) > 1e8:
        return seconds
    try:
        told = datetime.fromisoformat(cell)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _points(rows: Sequence[_Row], pooled: bool) -> tuple[Point, ...]:
    """One point a row; where launches are told apart, one a revision and machine, where it is met first."""
    groups: dict[object, list[_Row]] = {}
    for index, row in enumerate(rows):
        groups.setdefault((row.revision, row.machine) if pooled else index, []).append(row)
    return tuple(_point(group) for group in groups.values())


def _point(rows: Sequence[_Row]) -> Point:
    """The median of launches, each the median of its rows."""
    launches: dict[object, list[float]] = {}
    for index, row in enumerate(rows):
        launches.setdefault(index if row.launch is None else row.launch, []).append(row.value)
    first = rows[0]
    versions = None if first.environment is None else {"environment": first.environment}
    value = median(map(median, launches.values()))
    return Point(first.revision, value, len(launches), first.at, first.machine, versions)


def _findings(rows: Sequence[_Row]) -> tuple[Finding, ...]:
    for before, row in pairwise(row for row in rows if row.at is not None):
        if before.at is not None and row.at is not None and row.at < before.at:
            message = (
                f"Dates go backwards, first on line {row.line}: the order of the file is taken as that of the revisions"
            )
            return (Finding("info", "dates_go_backwards", message, "If it isn't, sort the file, the oldest first."),)
    return ()
