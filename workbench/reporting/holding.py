"""Will it fit? Peak memory of each case over the size of its data, beside the memory there is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from workbench.analysis.sizes.memory_law import memory_limit
from workbench.analysis.sizes.time_law import next_size
from workbench.model.case import Case
from workbench.model.report import Report, WorkloadSection
from workbench.model.run import Machine
from workbench.model.sizes import DATA, MemoryLaw, SizeSeries
from workbench.model.summary import CaseSummary
from workbench.model.trial import MemoryPeak
from workbench.reporting import figures, naming
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.sizing import LIMITS, memory_sentence

NAME_WIDTH = 60
SIZES_ASKED = 3
TIMES = figures.Quantity(((0, 1.0, "×"),), digits=2)
LEAST_COUNT = 100
"""A whole number below is rather a count of chunks or features than of rows."""


@dataclass(frozen=True)
class SizedCase:
    """A case at several sizes of its data with its law of memory; `peaks` are its cases by where their size lies."""

    name: str
    series: SizeSeries
    law: MemoryLaw
    peaks: tuple[tuple[float, CaseSummary], ...]

    @property
    def sentence(self) -> str:
        """What its law says, or why there is none."""
        return memory_sentence(self.law, self.series)


def sections_with_peaks(report: Report) -> dict[str, list[WorkloadSection]]:
    """The sections in which some case has a peak, by their workload's name, in the run's order."""
    groups: defaultdict[str, list[WorkloadSection]] = defaultdict(list)
    for section in report.workloads:
        if any(row.memory is not None for row in section.rows):
            groups[shortened(section.workload, NAME_WIDTH)].append(section)
    return dict(groups)


def hungriest(groups: Mapping[str, Sequence[WorkloadSection]]) -> int:
    """Where the workload stands whose peaks are the largest: the one that stops fitting first."""
    most = [
        max(row.memory.low_bytes for section in sections for row in section.rows if row.memory is not None)
        for sections in groups.values()
    ]
    return most.index(max(most))


def sized_cases(report: Report) -> tuple[SizedCase, ...]:
    """Every case that was measured at two sizes or more, in the run's order; names tell those of one workload apart."""
    told = [(series, series.memory) for series in report.sizes.series if series.memory is not None]
    return _sized(told, [row for section in report.workloads for row in section.rows if row.memory is not None])


def cases_on_cards(report: Report) -> tuple[SizedCase, ...]:
    """The same of memory on a card: peaks are those that the law was fitted to, the median of a case's launches."""
    told = [(series, series.card_memory) for series in report.sizes.series if series.card_memory is not None]
    rows = [row for section in report.workloads for row in section.rows]
    return tuple(
        replace(each, peaks=tuple((at, _on_card(row, each)) for at, row in each.peaks)) for each in _sized(told, rows)
    )


def _on_card(row: CaseSummary, each: SizedCase) -> CaseSummary:
    """The row with its peak on a card in the place of that in the machine's memory."""
    sizes = {name: float(row.case.parameters[name]) for name in each.series.parameters}
    peaks = next((level.card_peak_bytes for level in each.series.levels if level.sizes == sizes), ())
    return replace(row, memory=MemoryPeak(round(median(peaks)), each.law.peak_end) if peaks else None)


def _sized(told: Sequence[tuple[SizeSeries, MemoryLaw]], rows: Sequence[CaseSummary]) -> tuple[SizedCase, ...]:
    names = naming.row_names([series.case for series, _ in told])
    groups = {parameters: _by_rest(rows, parameters) for parameters in {series.parameters for series, _ in told}}
    return tuple(
        SizedCase(
            shortened(name, NAME_WIDTH),
            series,
            law,
            _placed(groups[series.parameters].get(_rest(series), ()), series, law),
        )
        for name, (series, law) in zip(names, told, strict=True)
    )


def fitting(cases: Sequence[SizedCase]) -> str:
    """The answer: what stops fitting first, and what goes furthest; empty where no law tells."""
    bounded = sorted(filter(_is_bounded, cases), key=_largest)
    if not bounded:
        return _endless(cases)
    first, last = bounded[0], bounded[-1]
    alike = _alike(bounded)
    told = f"{_first(alike, 'fits', 'fit')} up to {_told(first)} in {_limit(first)}"
    if len(alike) < len(bounded):
        told += f"; {last.name} goes furthest, to {_told(last)}"
    return f"{told}.{_beyond(first)}"


def outgrown(cases: Sequence[SizedCase]) -> str:
    """The same for a chart's title; empty where no law tells."""
    bounded = sorted(filter(_is_bounded, cases), key=_largest)
    if not bounded:
        return _endless(cases)
    size = figures.figure(bounded[0].law.limit_bytes, figures.BYTES)
    return f"{_first(_alike(bounded), 'outgrows', 'outgrow')} {size} at {_told(bounded[0])}"


def _alike(bounded: Sequence[SizedCase]) -> list[SizedCase]:
    """The first that stops fitting, and those that can't be told from it."""
    return [each for each in bounded if _low(each) <= _high(bounded[0])]


def _first(alike: Sequence[SizedCase], one: str, several: str) -> str:
    name = alike[0].name
    return f"{name} {one}" if len(alike) == 1 else f"{name} and {len(alike) - 1} more {several}"


def to_measure(cases: Sequence[SizedCase]) -> str:
    """The size to measure next where some case has too few for a law; empty otherwise."""
    for each in cases:
        sizes = sorted({level.sizes[each.series.parameters[0]] for level in each.series.levels})
        if each.law.form is None and len(sizes) < SIZES_ASKED:
            name = plain(each.series.parameters[0])
            return f"Measure {name} = {next_size(tuple(sizes)):,} as well: a law of memory takes three sizes."
    return ""


def sizes_to_measure(section: WorkloadSection) -> str:
    """What to write into the suite where one size was measured, so that a law can be told."""
    parameters = section.rows[0].case.parameters
    counts = {
        name: value
        for name, value in parameters.items()
        if isinstance(value, int) and not isinstance(value, bool) and value >= LEAST_COUNT
    }
    told = "One size of data says what was needed, not what will fit: give the suite three sizes or more"
    if not counts:
        return f"{told}."
    name = max(counts, key=lambda each: counts[each])
    sizes = ", ".join(f"{max(1, counts[name] // share):,}".replace(",", "_") for share in (4, 2, 1))
    return f"{told}: `parameters = {{ {plain(name)} = [{sizes}] }}`"


@dataclass(frozen=True)
class Peak:
    """One case's peak of memory beside what it may have, in bytes. `high` is None where no upper end is known."""

    name: str
    row: CaseSummary
    low: float
    high: float | None
    trial: float | None
    limit: float
    limited_by: str

    @property
    def told(self) -> str:
        """The peak of the work, for people."""
        assert self.row.memory is not None
        return figures.peak(self.row.memory)


def peaks(section: WorkloadSection, machine: Machine) -> tuple[Peak, ...]:
    """The cases of one workload that have a peak, hungriest first."""
    rows = [row for row in section.rows if row.memory is not None]
    names = naming.row_names([row.case for row in rows])
    found = []
    for name, row in zip(names, rows, strict=True):
        assert row.memory is not None
        limit, limited_by = memory_limit(row.case, machine)
        high, trial = row.memory.high_bytes, row.trial_peak_bytes
        found.append(
            Peak(
                name,
                row,
                float(row.memory.low_bytes),
                None if high is None else float(high),
                None if trial is None else float(trial),
                float(limit),
                limited_by,
            )
        )
    return tuple(sorted(found, key=lambda peak: -(peak.high or peak.low)))


def peak_finding(found: Sequence[Peak]) -> str:
    """Which case needs most, and what share of its memory that is."""
    most = found[0]
    share = figures.figure((most.high or most.low) / most.limit, figures.SHARE)
    limit = f"{figures.figure(most.limit, figures.BYTES)} ({LIMITS[most.limited_by]})"
    at_most = "at most " if most.high is not None else "at least "
    return f"{shortened(most.name, NAME_WIDTH)} needs most: {most.told}, {at_most}{share} of {limit}"


def law_columns(cases: Sequence[SizedCase]) -> dict[str, list[str]]:
    """A row a case: how memory grows and what fits, with intervals; where no law tells, why."""
    columns: dict[str, list[str]] = {
        "case": [each.name for each in cases],
        "largest that fits": [_told(each) if each.law.largest is not None else "" for each in cases],
        "times the data": [
            "" if each.law.data_ratio is None else figures.estimate(each.law.data_ratio, figures.RATIO)
            for each in cases
        ],
        "fixed part": [
            "" if each.law.base_bytes is None else figures.estimate(each.law.base_bytes, figures.BYTES)
            for each in cases
        ],
        "no law, for": [plain(each.law.reason or "") for each in cases],
    }
    return {title: cells for title, cells in columns.items() if any(cells)}


def _endless(cases: Sequence[SizedCase]) -> str:
    if not any(each.law.largest is not None for each in cases):
        return ""
    return "Nothing shows that memory grows with the data: all that was measured fits."


def _is_bounded(each: SizedCase) -> bool:
    return each.law.largest is not None and math.isfinite(each.law.largest.value)


def _low(each: SizedCase) -> float:
    found = each.law.largest
    return 0.0 if found is None or found.low is None else found.low


def _high(each: SizedCase) -> float:
    found = each.law.largest
    return math.inf if found is None or found.high is None else found.high


def _limit(each: SizedCase) -> str:
    return f"{figures.figure(each.law.limit_bytes, figures.BYTES)} ({LIMITS[each.law.limited_by]})"


def _beyond(each: SizedCase) -> str:
    """How far from what was measured that is."""
    most, law = each.law.largest_measured, each.law
    if most is None or _largest(each) <= most:
        return ""
    size = figures.figure(most, figures.BYTES if law.against == DATA else figures.MANY)
    return f" That is extrapolated {figures.figure(_largest(each) / most, TIMES)} beyond the {size} measured."


def _largest(each: SizedCase) -> float:
    return math.inf if each.law.largest is None else each.law.largest.value


def _told(each: SizedCase) -> str:
    """`samples = 5,610,000 [5,540,000, 5,680,000]`."""
    found, law = each.law.largest, each.law
    assert found is not None
    quantity, unit = (figures.BYTES, "data of ") if law.against == DATA else (figures.MANY, f"{plain(law.against)} = ")
    if not math.isfinite(found.value):
        return "any size, as far as can be told"
    return unit + figures.estimate(replace(found, high=math.inf if found.high is None else found.high), quantity)


Rest = tuple[object, ...]


def _rest(series: SizeSeries) -> Rest:
    return _but_sizes(series.case, series.parameters)


def _by_rest(rows: Sequence[CaseSummary], parameters: Sequence[str]) -> Mapping[Rest, list[CaseSummary]]:
    groups: defaultdict[Rest, list[CaseSummary]] = defaultdict(list)
    for row in rows:
        groups[_but_sizes(row.case, parameters)].append(row)
    return groups


def _but_sizes(case: Case, parameters: Sequence[str]) -> Rest:
    """Equal for the cases of one series: all that a case says but for those parameters."""
    kept = {name: value for name, value in case.parameters.items() if name not in parameters}
    return (*replace(case, parameters=kept).series(), case.resources.workers)


def _placed(rows: Sequence[CaseSummary], series: SizeSeries, law: MemoryLaw) -> tuple[tuple[float, CaseSummary], ...]:
    """Each row where its size lies along what the law is against, rising."""
    data = {tuple(level.sizes.values()): level.data_bytes for level in series.levels}
    found = []
    for row in rows:
        sizes = tuple(float(row.case.parameters[name]) for name in series.parameters)
        at = data.get(sizes) if law.against == DATA else float(row.case.parameters[law.against])
        if at:
            found.append((float(at), row))
    return tuple(sorted(found, key=lambda pair: pair[0]))
