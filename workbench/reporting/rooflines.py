"""How near each case comes to its machine's roofline, in a sentence and in rows for a table or a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.analysis.case_names import CaseNames
from workbench.model.device import cards_of
from workbench.model.report import Report
from workbench.model.roofline import CARD, MEMORY, RooflinePoint
from workbench.reporting import figures, naming
from workbench.reporting.ceilings import format_limit
from workbench.reporting.escaping import plain

MOST_NAMED = 3
FAR = 0.3
"""Below this share neither memory nor arithmetic is what holds a case: it has other work, or waits."""
ABOVE = 1.05
"""More than the roof by this much can't be: caches, or a ceiling that was measured too low."""
MEANING = (
    "The roofline: what a case declares to move and to compute, over its time, against what this machine was measured "
    "to do at best (workbench doctor --ceilings). Bytes declared are the least, so the true share is no lower."
)


def sentence(point: RooflinePoint) -> str:
    """`memory-bound at 71 % [69, 73] of what this card copies (1.9 TB/s of 2.7 TB/s), data on the card already`."""
    share = figures.estimate(point.reached, figures.SHARE)
    where = "" if not point.computing_alone else ", its phase `compute` alone"
    if point.bound == MEMORY:
        what = "what this card copies" if point.of == CARD else "what these cores move"
        rates = point.bytes_per_second, point.ceiling_bytes_per_second
        unit = "bytes/s"
    else:
        what = (
            f"what {'this card' if point.of == CARD else 'these cores'} can multiply in {plain(str(point.precision))}"
        )
        rates = point.operations_per_second, point.ceiling_operations_per_second
        unit = "flop/s"
    reached = " of ".join(format_limit(rate, unit) for rate in rates if rate is not None)
    return f"{_verdict(point)} {share} of {what} ({reached}){where}"


def _verdict(point: RooflinePoint) -> str:
    if point.reached.value > ABOVE:
        return "above its roof, so from caches or against a ceiling measured too low:"
    if (point.reached.high or point.reached.value) < FAR:
        return "far below its roof, so held by something else:"
    return f"{point.bound}-bound at"


def roofline_lines(points: Sequence[RooflinePoint]) -> Iterator[tuple[str, str]]:
    """(case, sentence), the nearest to its roof first."""
    names = CaseNames(point.case for point in points)
    for point in sorted(points, key=lambda point: -point.reached.value):
        yield plain(names.full(point.case)), sentence(point)


def unplaced_sentence(report: Report) -> str | None:
    """The cases on cards that no distance from the roofline is told of, and why; None where all have one."""
    placed = {point.case.id for point in report.rooflines}
    cases = [
        row.case
        for section in report.workloads
        for row in section.rows
        if row.seconds is not None and cards_of(row.case.resources.device) and row.case.id not in placed
    ]
    if not cases:
        return None
    told = f"No distance from the roofline is told of {naming.cases(len(cases))} on cards"
    if report.header.ceilings is None:
        return f"{told}: what this machine can do was not measured before (workbench doctor --ceilings)."
    if report.header.ceilings.disturbed:
        return f"{told}: others kept the machine busy while its ceilings were measured (workbench doctor --ceilings)."
    listed = CaseNames(planned.case for planned in report.header.plan.cases).listed(cases, MOST_NAMED)
    return (
        f"{told} ({plain(listed)}): neither solver nor workload counts what they compute and move, or the ceiling of "
        "their numbers was not measured."
    )


def roofline_columns(points: Sequence[RooflinePoint]) -> Mapping[str, Sequence[str | float | None]]:
    """Title → a cell for each point, in base units, for a table and a CSV."""
    names = CaseNames(point.case for point in points)
    return {
        "case": [plain(names.full(point.case)) for point in points],
        "device": [plain(point.case.resources.device) for point in points],
        "bound": [point.bound for point in points],
        "share of the roof": [point.reached.value for point in points],
        "low": [point.reached.low for point in points],
        "high": [point.reached.high for point in points],
        "operations per byte": [point.operations_per_byte for point in points],
        "operations per second": [point.operations_per_second for point in points],
        "bytes per second": [point.bytes_per_second for point in points],
        "precision": [point.precision for point in points],
    }
