"""What a scaling series says, in plain words: never more than its levels can carry."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import overload

from workbench.model.estimate import Estimate
from workbench.model.scaling import LawFit, Scaling
from workbench.reporting import figures, naming
from workbench.reporting.gaining import gained, stops
from workbench.reporting.next_level import next_level

LAW_NAMES = {
    "amdahl": "Amdahl's law",
    "usl": "the Universal Scalability Law",
    "gustafson": "Gustafson's law",
    "start_up": "perfect sharing with a price for every worker",
    "logarithmic": "Amdahl's law with communication along a tree",
    "extra_p": "a curve of Extra-P's family (no mechanism)",
}
SERIAL_PARAMETERS = ("serial_fraction", "contention")
"""What the laws call the part that doesn't shrink with workers."""


def sentence(scaling: Scaling, known_serial_fraction: float | None = None, cpus: int | None = None) -> str:
    """How many workers pay, and how sure that is; beside the truth, where the workload was built to have one.

    `cpus` are those of the machine that measured, None where that is not known: no count beyond them is asked for.
    """
    parts = [
        _known(scaling, known_serial_fraction),
        gained(scaling),
        stops(scaling),
        _law(scaling),
        _peak(scaling),
        _doubt(scaling, cpus),
    ]
    return " ".join(filter(None, parts))


def serial_fraction(scaling: Scaling) -> Estimate | None:
    """The serial fraction of the selected law; None where no law may be trusted."""
    law = selected(scaling)
    if law is None:
        return None
    return next((law.parameters[name] for name in SERIAL_PARAMETERS if name in law.parameters), None)


def selected(scaling: Scaling) -> LawFit | None:
    """The law that may be trusted, None where none may."""
    return None if scaling.selected is None else scaling.laws.get(scaling.selected)


def _known(scaling: Scaling, known: float | None) -> str:
    if known is None:
        return ""
    stated = f"Known serial fraction {known:g}"
    fitted = serial_fraction(scaling)
    if fitted is None:
        return stated + "."
    told = f"{stated}, fitted {figures.estimate(fitted, figures.FRACTION)}"
    if fitted.low is None or fitted.high is None:
        return told + "."
    holds = fitted.low <= known <= fitted.high
    return f"{told}: the interval {'holds' if holds else 'misses'} it."


def _law(scaling: Scaling) -> str:
    fraction = serial_fraction(scaling)
    if fraction is None or scaling.selected is None:
        return ""
    name = LAW_NAMES.get(scaling.selected, scaling.selected)
    name = name[0].upper() + name[1:]
    told = f"{name} fits with a serial fraction of {figures.estimate(fraction, figures.FRACTION)}"
    ceiling = scaling.answers.get("max_speedup")
    if ceiling is None:
        return f"{told}."
    return f"{told}: however many workers, it gets at most {figures.estimate(ceiling, figures.RATIO)} as fast."


def _peak(scaling: Scaling) -> str:
    """In whole workers, of which there is at least one: a law may have its minimum below."""
    peak = scaling.answers.get("peak_workers")
    if peak is None:
        return ""
    whole = replace(peak, value=_whole(peak.value), low=_whole(peak.low), high=_whole(peak.high))
    if whole.low == whole.high == whole.value == 1:
        return "It is fastest at 1 worker and slower beyond."
    return f"It is fastest at {figures.estimate(whole, figures.COUNT)} workers and slower beyond."


@overload
def _whole(workers: float) -> float: ...
@overload
def _whole(workers: None) -> None: ...
def _whole(workers: float | None) -> float | None:
    return workers if workers is None or not math.isfinite(workers) else max(1.0, float(round(workers)))


def _doubt(scaling: Scaling, cpus: int | None) -> str:
    if selected(scaling) is not None:
        return ""
    if len(scaling.levels) == 2:
        last = scaling.karp_flatt[-1] if scaling.karp_flatt else None
        measured = (
            ""
            if last is None
            else f"Karp-Flatt serial fraction {figures.estimate(last.serial_fraction, figures.FRACTION)}. "
        )
        level = next_level(scaling.levels, cpus)
        if level is None:
            shared = "the only CPU" if cpus == 1 else f"the {cpus} CPUs"
            most = naming.workers(scaling.levels[-1].workers)
            return f"{measured}Two worker counts can't tell a law, and more than {most} would share {shared} here."
        return f"{measured}Two worker counts can't tell a law: measure {level} as well."
    return "" if scaling.reason is None else scaling.reason[0].upper() + scaling.reason[1:].rstrip(".") + "."
