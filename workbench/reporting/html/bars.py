"""Time by phase and memory as bars in a table: the figures stand beside them, and any width will do."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.phase_split import START, WORK, PhaseSplit
from workbench.model.report import WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming
from workbench.reporting.html.figure import legend, table
from workbench.reporting.html.markup import Html, tag
from workbench.reporting.phases import TITLES, parts_of, splits
from workbench.reporting.tables import SHORTEST_SECONDS

LEAST_SHOWN = 0.001
"""Of the longest bar: less is no pixel."""


def phase_block(section: WorkloadSection) -> Html | None:
    """Start-up beside work, or its phases where a solver tells them, of every timed case; best first.

    None where there is nothing but work.
    """
    found = splits(section.rows)
    if not found:
        return None
    parts = parts_of(found)
    if parts == (WORK,):
        return None
    longest = max(split.seconds for _, split in found)
    names = naming.row_names([row.case for row, _ in found])
    columns: dict[str, Sequence[Html | str]] = {
        "case": [_phases(name, split, parts, longest) for name, (_, split) in zip(names, found, strict=True)],
        **{TITLES[part]: [_seconds(part, dict(split.parts).get(part)) for _, split in found] for part in parts},
    }
    swatches = [(tag("i", class_=f"swatch-box {part}"), TITLES[part]) for part in parts]
    return tag("div", legend(swatches), table(columns, "Time by phase"), class_="bars")


def memory_block(section: WorkloadSection) -> Html | None:
    """The interval that each case's peak lies in, and the whole trial's where set-up needs more."""
    rows = [row for row in section.rows if row.memory is not None]
    if not rows:
        return None
    most = max(max(_ends(row)) for row in rows)
    names = naming.row_names([row.case for row in rows])
    columns: dict[str, Sequence[Html | str]] = {
        "case": [_peak(name, row, most) for name, row in zip(names, rows, strict=True)],
        "peak of the work": ["" if row.memory is None else figures.peak(row.memory) for row in rows],
    }
    if any(row.trial_peak_bytes for row in rows):
        columns["of the whole trial"] = [
            "" if row.trial_peak_bytes is None else f"≥ {figures.figure(row.trial_peak_bytes, figures.BYTES)}"
            for row in rows
        ]
    swatches = [
        (tag("i", class_="swatch-box memory"), "at least"),
        (tag("i", class_="swatch-box slack"), "at most"),
        (tag("i", class_="swatch-box whole"), "seen in the whole trial, set-up and all"),
    ]
    shown = swatches if any(row.trial_peak_bytes for row in rows) else swatches[:2]
    return tag("div", legend(shown), table(columns, "Peak memory"), class_="bars")


def _phases(name: str, split: PhaseSplit, parts: Sequence[str], longest: float) -> Html:
    pieces = [
        tag("span", class_=part, style=_width(seconds, longest), title=f"{TITLES[part]} {_seconds(part, seconds)}")
        for part, seconds in split.parts
        if part in parts and seconds > LEAST_SHOWN * longest
    ]
    return tag("div", tag("div", name), tag("div", *pieces, class_="bar", aria_hidden="true"))


def _peak(name: str, row: CaseSummary, most: float) -> Html:
    assert row.memory is not None
    low, high = row.memory.low_bytes, row.memory.high_bytes
    pieces = [tag("span", class_="memory", style=_width(low, most))]
    if high is not None and high > low:
        pieces.append(tag("span", class_="slack", style=_width(high - low, most)))
    whole = row.trial_peak_bytes
    if whole is not None and whole > low:
        pieces.append(tag("span", class_="whole", style=f"left:{100 * whole / most:.2f}%"))
    return tag("div", tag("div", name), tag("div", *pieces, class_="bar", aria_hidden="true"))


def _ends(row: CaseSummary) -> tuple[float, float, float]:
    assert row.memory is not None
    return row.memory.low_bytes, row.memory.high_bytes or 0, row.trial_peak_bytes or 0


def _width(value: float, most: float) -> str:
    return f"width:{100 * value / most if most else 0:.2f}%"


def _seconds(part: str, value: float | None) -> str:
    if part == START and value is not None and value < SHORTEST_SECONDS:
        return "< 1 ms"
    return "" if value is None else figures.figure(value, figures.SECONDS)
