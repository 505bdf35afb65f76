"""A case over its worker counts: what it says, its charts, and the figures behind them."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.report import ScalingSection
from workbench.reporting.certainty import certainty
from workbench.reporting.efficiencies import factor_columns, factor_meaning
from workbench.reporting.explaining import LAW_NAMES, selected
from workbench.reporting.html.figure import (
    COLORS,
    GREY,
    details,
    dot_swatch,
    legend,
    line_swatch,
    ribbon_swatch,
    table,
)
from workbench.reporting.html.markup import Html, joined, tag
from workbench.reporting.html.scaling import charts, levels
from workbench.reporting.laws import law_columns
from workbench.reporting.series import MAX_LAUNCH_MARKS, MEASURES

MOST_DRAWN = 24
"""Series beyond these have their table only: nobody compares a hundred charts, and the page stays small."""
MOST_LISTED = 40
"""Launches of a level that are listed one by one."""


def series_blocks(sections: Sequence[ScalingSection]) -> Html:
    """Every series, the launches drawn sharing out what marks a page may have."""
    most_dots = MAX_LAUNCH_MARKS // (len(MEASURES) * max(1, min(len(sections), MOST_DRAWN)))
    return joined(_series(section, index, most_dots) for index, section in enumerate(sections))


def _series(section: ScalingSection, index: int, most_dots: int) -> Html:
    drawn = charts(section, f"s{index}", most_dots) if index < MOST_DRAWN else None
    return tag(
        "section",
        tag("h3", section.title),
        tag("p", section.sentence),
        _readings(section),
        None if drawn is None else _legend(section),
        drawn,
        table(levels(section), "By workers"),
        tag("p", certainty(section.scaling), class_="note"),
        _efficiencies(section),
        details("Laws and every launch", _laws(section), _launches(section)),
        class_="series",
    )


def _readings(section: ScalingSection) -> Html | None:
    """What follows from the law, beyond what the sentence says."""
    told = section.scaling.readings
    return tag("ul", *(tag("li", reading.sentence) for reading in told)) if told else None


def _legend(section: ScalingSection) -> Html:
    color = COLORS[0]
    entries = [(dot_swatch(0, color), "a launch"), (line_swatch("ideal", GREY), "ideal")]
    law = selected(section.scaling)
    if law is None:
        entries.append((line_swatch("measured", color), "between medians"))
    else:
        name = LAW_NAMES.get(law.law, law.law)
        entries += [
            (line_swatch("law", color), name),
            (ribbon_swatch(color, "law"), "its 95 % interval"),
            (line_swatch("extrapolated", color), "beyond what was measured"),
        ]
    return legend(entries)


def _efficiencies(section: ScalingSection) -> Html | None:
    if len(section.efficiencies) < 2:
        return None
    columns = factor_columns(section.efficiencies)
    return tag(
        "div",
        table(columns, "Where parallel time goes (POP)"),
        tag("p", factor_meaning(section.efficiencies), class_="note"),
    )


def _laws(section: ScalingSection) -> Html | None:
    if not section.scaling.laws:
        return None
    return table(law_columns(section.scaling), "Laws that these levels identify")


def _launches(section: ScalingSection) -> Html:
    told = section.scaling.levels
    columns = {
        "workers": [f"{level.workers:,}" for level in told],
        "seconds of every launch": [_listed(level.seconds) for level in told],
    }
    return table(columns, "Launches")


def _listed(seconds: Sequence[float]) -> str:
    more = len(seconds) - MOST_LISTED
    listed = ", ".join(f"{value:.6g}" for value in seconds[:MOST_LISTED])
    return listed + (f" and {more:,} more" if more > 0 else "")
