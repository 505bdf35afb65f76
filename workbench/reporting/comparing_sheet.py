"""A comparison in the formats that a check has too: Markdown and JUnit XML."""

from __future__ import annotations

from workbench.model.comparison import (
    BETTER,
    FASTER,
    REGRESSIONS,
    SAME,
    Comparison,
    Comparisons,
)
from workbench.reporting import figures
from workbench.reporting.comparing import footnote
from workbench.reporting.telling_comparisons import answer, ratio_text
from workbench.reporting.verdicts.extent import change, possible
from workbench.reporting.verdicts.junit import to_junit
from workbench.reporting.verdicts.markdown import to_markdown
from workbench.reporting.verdicts.sheet import BAD, FINE, UNSURE, VerdictRow, VerdictSheet, value_text


def comparisons_to_markdown(found: Comparisons) -> str:
    """For a job's summary or a comment, 64 kB at most; see workbench.reporting.verdicts.markdown."""
    return to_markdown(comparison_sheet(found))


def comparisons_to_junit(found: Comparisons) -> str:
    """Slower and worse are failures, undecided and incomparable are skipped."""
    return to_junit(comparison_sheet(found))


def comparison_sheet(found: Comparisons) -> VerdictSheet:
    """All that is told of a comparison, worst first. It has the same subject each time, so that one comment is kept."""
    settings = (
        ("base", found.base),
        ("head", found.head),
        ("margin", figures.figure(found.settings.margin, figures.SHARE)),
        ("confidence", figures.figure(found.settings.confidence, figures.SHARE)),
    )
    return VerdictSheet(
        "compare",
        "runs",
        answer(found),
        tuple(map(_row, found.comparisons)),
        findings=found.findings,
        settings=settings,
        footnote=footnote(found),
    )


def _row(each: Comparison) -> VerdictRow:
    return VerdictRow(
        each.case,
        each.metric.title,
        each.verdict,
        BAD if each.verdict in REGRESSIONS else FINE if each.verdict in {SAME, FASTER, BETTER} else UNSURE,
        value_text(each.metric, each.base),
        value_text(each.metric, each.head),
        ratio_text(each),
        _says(each),
    )


def _says(each: Comparison) -> str:
    if each.ratio is None:
        return each.reason or "no ratio can be told"
    decided = each.verdict in {*REGRESSIONS, FASTER, BETTER}
    told = change(each.ratio, each.metric) if decided else possible(each.ratio, each.metric)
    return f"{told}; {each.reason}" if each.reason else told
