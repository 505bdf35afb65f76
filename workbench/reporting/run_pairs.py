"""Two stored runs held against one another, for a page: verdicts, launches behind each, what only one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.analysis.comparing.comparing import SCALING
from workbench.errors import NothingToDecide, WorkbenchError
from workbench.model.comparison import METRICS, Comparison, Comparisons, Settings
from workbench.reporting import figures
from workbench.reporting.escaping import shortened
from workbench.reporting.queries import Problem
from workbench.reporting.series import Row
from workbench.reporting.sides import Side, compare_sides, side_of_run
from workbench.reporting.telling_comparisons import ratio_text
from workbench.reporting.verdicts.sheet import quantity_of, value_text
from workbench.store.baseline import baseline_of
from workbench.store.catalogue import RunEntry
from workbench.store.reader import read_rows

MOST_SERIES = 20
"""Serial fractions of more series than these are compared only where they are asked for: each takes two fits."""
SIDES = ("base", "head")
NAME_WIDTH, ROW_WIDTH = 72, 120


@dataclass(frozen=True)
class Pair:
    """Base and head with every verdict, worst first. `series_left_out` were not compared in how they scale."""

    base: Side
    head: Side
    found: Comparisons
    series_left_out: int = 0


def baseline(head: RunEntry, among: Sequence[RunEntry]) -> RunEntry | None:
    """What a run is held against where nobody says: the newest earlier complete run of its suite on its machine."""
    return baseline_of(head, among)


def pair_of(
    head_folder: str,
    base_folder: str,
    base_key: str = "",  # noqa: ARG001 - makes a base whose files changed another question
    across_machines: bool = False,
    every_series: bool = False,
) -> Pair | Problem:
    """The run in `head_folder` against that in `base_folder`. `base_key` is for caches: the base's fingerprint."""
    try:
        base, head = (side_of_run(read_rows(folder)) for folder in (base_folder, head_folder))
        return pair(base, head, across_machines, every_series)
    except WorkbenchError as error:
        return Problem(_without_commands(error), error.remedy)


def pair(base: Side, head: Side, across_machines: bool = False, every_series: bool = False) -> Pair:
    """Both sides compared. Raises NothingToDecide where they share nothing."""
    series = len(head.source.series)
    left_out = 0 if every_series or series <= MOST_SERIES else series
    metrics = tuple(metric.name for metric in METRICS if metric.name not in SCALING) if left_out else ()
    found = compare_sides(base, head, Settings(across_machines=across_machines, metrics=metrics))
    return Pair(base, head, replace(found, settings=replace(found.settings, metrics=())), left_out)


def _without_commands(error: WorkbenchError) -> str:
    return f"These two runs can't be compared: {error}" if isinstance(error, NothingToDecide) else str(error)


def narrowed(
    comparisons: Sequence[Comparison], metrics: Sequence[str] = (), verdicts: Sequence[str] = (), words: str = ""
) -> list[Comparison]:
    """Those of these metrics (by title) and verdicts whose case holds every word; all of them where none is given."""
    wanted = words.casefold().split()
    return [
        each
        for each in comparisons
        if (not metrics or each.metric.title in metrics)
        and (not verdicts or each.verdict in verdicts)
        and (not wanted or all(word in each.case.casefold() for word in wanted))
    ]


def columns_of(comparisons: Sequence[Comparison]) -> dict[str, list[str | float | None]]:
    """A row a comparison. Where all are of one metric, base and head are numbers in its base unit, else words."""
    one = len({each.metric.name for each in comparisons}) == 1
    return {
        "verdict": [each.verdict for each in comparisons],
        "case": [shortened(each.case, ROW_WIDTH) for each in comparisons],
        "metric": [each.metric.title for each in comparisons],
        "head ÷ base": [None if each.ratio is None else each.ratio.value for each in comparisons],
        "low": [None if each.ratio is None else each.ratio.low for each in comparisons],
        "high": [None if each.ratio is None else each.ratio.high for each in comparisons],
        "base": [each.base if one else value_text(each.metric, each.base) for each in comparisons],
        "head": [each.head if one else value_text(each.metric, each.head) for each in comparisons],
        "why": [each.reason for each in comparisons],
    }


def launches_of(found: Pair, shown: Comparison) -> list[Row]:
    """A row a launch of that case and metric, in the order of launching; none for what is fitted to many cases."""
    rows: list[Row] = []
    for name, side in zip(SIDES, (found.base, found.head), strict=True):
        for launches in side.source.launches:
            if launches.metric != shown.metric:
                continue
            keys = [case.key for case in launches.cases]
            code = keys.index(shown.case_id) if shown.case_id in keys else -1
            values = launches.values[launches.codes == code]
            usable = [value for value in values.tolist() if value == value]  # noqa: PLR0124 (NaN is no launch)
            rows += [{"side": name, "launch": place, "value": value} for place, value in enumerate(usable, 1)]
    return rows


def only_in(own: Side, other: Side) -> list[str]:
    """The names of cases that just one side ran."""
    there = {case.key for case in other.source.cases}
    return [case.name for case in own.source.cases if case.key not in there]


def sentence(shown: Comparison) -> str:
    """`index: time 1.38× [1.36, 1.40] of base, slower (15.2 ms → 21.0 ms)`."""
    ratio = ratio_text(shown)
    told = f" {ratio} of base" if ratio else ""
    values = [value_text(shown.metric, value) for value in (shown.base, shown.head)]
    ends = f" ({values[0]} → {values[1]})" if all(values) else ""
    return f"{shortened(shown.case, NAME_WIDTH)}: {shown.metric.title}{told}, {shown.verdict}{ends}"


def quantities_of(comparisons: Sequence[Comparison]) -> dict[str, figures.Quantity]:
    """The units of the columns that hold numbers of one metric."""
    metrics = {each.metric.name: each.metric for each in comparisons}
    if len(metrics) != 1:
        return {}
    quantity = quantity_of(next(iter(metrics.values())))
    return {"base": quantity, "head": quantity}
