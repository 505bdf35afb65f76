"""Time by phase as a table, the same on every face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.analysis.phase_split import PARTS, PhaseSplit, phase_split
from workbench.model.summary import CaseSummary

TITLES: Mapping[str, str] = {
    "start": "start-up",
    "compile": "compile, once",
    "load": "load, once",
    "transfer_in": "transfer in",
    "compute": "compute",
    "transfer_out": "transfer out",
    "wait": "wait",
    "work": "work",
    "rest": "rest",
}
LEAST_SHARE = 0.005
"""A part that is nowhere more than this is not worth a column."""


def splits(rows: Iterable[CaseSummary]) -> list[tuple[CaseSummary, PhaseSplit]]:
    """The rows that were timed, each with its split."""
    found = ((row, phase_split(row)) for row in rows)
    return [(row, split) for row, split in found if split is not None]


def parts_of(found: Sequence[tuple[CaseSummary, PhaseSplit]]) -> tuple[str, ...]:
    """The parts that matter in some row, in the order in which they happen."""
    seen = {name for _, split in found for name, seconds in split.parts if seconds >= LEAST_SHARE * split.seconds}
    return tuple(name for name in PARTS if name in seen)
