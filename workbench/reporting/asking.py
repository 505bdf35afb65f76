"""Questions that a person asks of scaling series: by when, how efficiently, at what price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from workbench.analysis.answers.measured import of_levels
from workbench.analysis.answers.readings import asked
from workbench.analysis.answers.ribbon import Ribbon
from workbench.analysis.answers.series_ribbon import series_ribbon
from workbench.model.case import Case
from workbench.model.reading import Questions, Reading
from workbench.model.report import Report, ScalingSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures
from workbench.reporting.gaining import typical_seconds

STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
REACH = 4.0
"""Deadlines go this far below the fastest launch measured: a law may tell how many more workers that takes."""
GROWS = "Work grows with the workers in this series, so worker counts can't be held against one another."


@dataclass(frozen=True)
class Answerable:
    """A series with what its answers are read off, made once: asking again costs next to nothing.

    `ribbon` is None where no law may be trusted; then the worker counts that were measured answer.
    """

    section: ScalingSection
    facts: Questions
    ribbon: Ribbon | None

    def answers(self, questions: Questions) -> tuple[Reading, ...]:
        """What follows for the deadline, the efficiency and the price, in that order, of those that were asked."""
        scaling = self.section.scaling
        if scaling.experiment == "weak":
            return (Reading("not_answered", GROWS),)
        known = replace(questions, start_seconds=self.facts.start_seconds, memory_bytes=self.facts.memory_bytes)
        if self.ribbon is None:
            return tuple(of_levels(scaling.levels, known))
        return tuple(asked(self.ribbon, known))


def answerable(section: ScalingSection, report: Report) -> Answerable:
    """What one series of a report needs to be asked."""
    rows = [row for workload in report.workloads for row in workload.rows]
    return Answerable(section, with_facts(Questions(), section.case, rows), series_ribbon(section.scaling))


def with_facts(questions: Questions, case: Case, summaries: Iterable[CaseSummary]) -> Questions:
    """What a run's summaries know of start-up and memory, which a file of times does not."""
    rows = [row for row in summaries if row.case.series() == case.series()]
    starts = [(row.case.resources.workers, row.start_seconds) for row in rows if row.start_seconds is not None]
    peaks = [row.memory.high_bytes or row.memory.low_bytes for row in rows if row.memory is not None]
    return replace(questions, start_seconds=tuple(starts), memory_bytes=max(peaks, default=None))


def headline(reading: Reading) -> str:
    """`3 [2, 4] workers`; empty where no number answers."""
    if reading.estimate is None:
        return ""
    noun = "worker" if reading.estimate.value == 1 else "workers"
    return f"{figures.estimate(reading.estimate, figures.COUNT)} {noun}"


def deadlines(sections: Sequence[ScalingSection]) -> tuple[float, ...]:
    """Round durations from below the fastest that was measured to the slowest, for a person to choose from."""
    times = [typical_seconds(level) for section in sections for level in section.scaling.levels]
    low, high = min(times) / REACH, max(times)
    first, last = floor(log10(low)), floor(log10(high)) + 1
    steps = [step * 10.0**power for power in range(first, last + 1) for step in STEPS]
    found = [float(f"{step:.3g}") for step in steps]
    return tuple(step for index, step in enumerate(found) if step >= low and (index == 0 or found[index - 1] < high))


def likely_deadline(sections: Sequence[ScalingSection]) -> float:
    """Of those the one that asks something: halfway (of ratios) between the fastest and the slowest measured."""
    times = [typical_seconds(level) for section in sections for level in section.scaling.levels]
    middle = (min(times) * max(times)) ** 0.5
    return min(deadlines(sections), key=lambda step: abs(log10(step / middle)))
