"""Will it fit? Peak memory of each case over the size of its data, beside the memory there is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.analysis.sizes.memory_law import memory_limit
from workbench.analysis.sizes.time_law import next_size
from workbench.model.case import Case
from workbench.model.report import Report, WorkloadSection
from workbench.model.run import Machine
from workbench.model.sizes import DATA, MemoryLaw, SizeSeries
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.sizing import LIMITS, memory_sentence

NAME_WIDTH = 60
SIZES_ASKED = 3
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


def sized_cases(report: Report) -> tuple[SizedCase, ...]:
    """Every case that was measured at two sizes or more, in the run's order; names tell those of one workload apart."""
    told = [(series, series.memory) for series in report.sizes.series if series.memory is not None]
    names = naming.row_names([series.case for series, _ in told])
    rows = [row for section in report.workloads for row in section.rows if row.memory is not None]
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
    bounded = [each for each in cases if each.law.largest is not None and math.isfinite(each.law.largest.value)]
    if not bounded:
        return _endless(cases)
    first = min(bounded, key=_largest)
    last = max(bounded, key=_largest)
    told = f"{first.name} fits up to {_told(first)}"
    limit = f"{figures.figure(first.law.limit_bytes, figures.BYTES)}, {LIMITS[first.law.limited_by]}"
    if last is first:
        return f"{told} ({limit})."
    return f"{told} and is the first to outgrow {limit}; {last.name} goes furthest, to {_told(last)}."


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
    return f"{told}: parameters = {{ {plain(name)} = [{sizes}] }}"


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
