"""Everything that is read off one series: what was asked, and what nobody needs to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.analysis.answers.costs import cheapest
from workbench.analysis.answers.counts import for_deadline, for_efficiency
from workbench.analysis.answers.machine_types import cheapest_machine
from workbench.analysis.answers.next_level import next_level
from workbench.analysis.answers.ribbon import Ribbon, ribbon_of
from workbench.analysis.answers.what_if import halved
from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.scaling.karp_flatt_trend import trend
from workbench.model.estimate import Estimate
from workbench.model.reading import Questions, Reading

NARROWED = ("peak_workers", "serial_fraction")
"""The answers that another level is to narrow: the first of these that the law gives."""


def readings(
    fitted: Fitted, answers: Mapping[str, Estimate | None], questions: Questions, confidence: float
) -> Iterator[Reading]:
    """`fitted` is the law that is believed, `answers` what it says by name."""
    if fitted.freedom < 1:
        return
    yield from _asked(fitted, questions, confidence)
    if questions.machine_types:
        yield cheapest_machine(fitted, questions, confidence)
    if fitted.law.experiment == "strong":
        found = trend(fitted, confidence)
        if found is not None:
            yield found
    yield from halved(fitted, confidence)
    for name in NARROWED:
        quantity, now = fitted.law.answers.get(name), answers.get(name)
        if quantity is not None and now is not None:
            more = next_level(fitted, name, quantity, now, confidence)
            if more is not None:
                yield more
            return


def _asked(fitted: Fitted, questions: Questions, confidence: float) -> Iterator[Reading]:
    """The ribbon is made only where something is read off it."""
    wanted = (questions.deadline_seconds, questions.efficiency, questions.price_per_core_second)
    if any(each is not None for each in wanted):
        yield from asked(ribbon_of(fitted, confidence), questions)


def asked(ribbon: Ribbon, questions: Questions) -> Iterator[Reading]:
    """What follows for a deadline, an efficiency and a price: quick, once there is a ribbon to read them off."""
    if questions.deadline_seconds is not None:
        yield for_deadline(ribbon, questions.deadline_seconds)
    if questions.efficiency is not None:
        yield for_efficiency(ribbon, questions.efficiency)
    if questions.price_per_core_second is not None:
        yield cheapest(ribbon, questions, questions.price_per_core_second)


def unanswered(questions: Questions, reason: str) -> Iterator[Reading]:
    """What was asked of a series that no law describes."""
    asked = {
        "workers_for_deadline": questions.deadline_seconds,
        "workers_for_efficiency": questions.efficiency,
        "cheapest_workers": questions.price_per_core_second,
        "cheapest_machine": questions.machine_types,
    }
    for code, value in asked.items():
        if value:
            words = code.replace("_", " ")
            yield Reading(code, f"The {words} can't be read off: {reason}.")
