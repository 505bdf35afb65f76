"""Every case of a workload: the measured ones in a table, best first, the others with what became of them."""

from __future__ import annotations

from workbench.model.report import WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import naming
from workbench.reporting.condensing import told_once
from workbench.reporting.html.figure import table
from workbench.reporting.html.markup import Html, tag
from workbench.reporting.ranking import is_skipped, rank
from workbench.reporting.tables import interval_kinds, lay_out

LONGEST_TAIL = 1_500
"""Of what a launch wrote last, in characters: the end, where the reason is."""


def cases_block(section: WorkloadSection) -> Html:
    """The ranked rows, then those of worse quality apart, then what failed or was left out."""
    ranking = rank(section.rows)
    failed = [row for row in section.rows if row.reasons or row.seconds is None]
    return tag(
        "section",
        tag("h3", section.title),
        _rows(ranking.ranked, "Best first"),
        _rows(ranking.unequal, "Worse in quality, so not ranked"),
        *(tag("p", meaning, class_="note") for meaning in interval_kinds(section.rows).values()),
        tag("ul", *map(_unsuccessful, failed), class_="plain") if failed else None,
    )


def _rows(rows: tuple[CaseSummary, ...], caption: str) -> Html | None:
    if not rows:
        return None
    layout = lay_out(rows)
    common = " · ".join(f"{title} {told}" for title, told in layout.common)
    shown = table({column.title: [column.text(row) for row in rows] for column in layout.columns}, caption, True)
    return tag("div", tag("p", f"all: {common}", class_="note") if common else None, shown)


def _unsuccessful(row: CaseSummary) -> Html:
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in row.statuses.items())
    told = "skipped" if is_skipped(row) else counts or "not measured yet"
    reasons = [tag("div", reason, class_="reason") for reason in told_once(row.reasons)]
    tail = None if not row.stderr_tail else tag("pre", _lines(row.stderr_tail))
    return tag("li", tag("strong", naming.case_name(row.case)), f": {told}", *reasons, tail)


def _lines(stderr: str) -> Html:
    """Line by line, so that a newline is one and everything else is shown as text."""
    lines = stderr.strip()[-LONGEST_TAIL:].split("\n")
    return tag("code", *(part for line in lines for part in (line, tag("br"))))
