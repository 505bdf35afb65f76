"""What a scaling series says, in plain words: never more than its levels can carry."""

from __future__ import annotations

import itertools
from statistics import median

from workbench.model.estimate import Estimate
from workbench.model.scaling import LawFit, Level, Scaling
from workbench.reporting import figures, naming

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


def sentence(scaling: Scaling, known_serial_fraction: float | None = None) -> str:
    """How many workers pay, and how sure that is; beside the truth, where the workload was built to have one."""
    parts = [_known(scaling, known_serial_fraction), _gained(scaling), _law(scaling), _peak(scaling), _doubt(scaling)]
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


def typical_seconds(level: Level) -> float:
    """The median of a level's launches, as in the case's row."""
    return median(level.seconds)


def next_level(levels: tuple[Level, ...]) -> int:
    """A worker count worth measuring next: the first gap wider than a doubling, else twice the largest."""
    counts = [level.workers for level in levels]
    for low, high in itertools.pairwise(counts):
        if high > 2 * low:
            return 2 * low
    return 2 * counts[-1]


def gain(scaling: Scaling) -> tuple[Level, Level, float]:
    """The fewest workers, the fastest level, and how many times faster that is."""
    base, best = scaling.levels[0], min(scaling.levels, key=typical_seconds)
    return base, best, typical_seconds(base) / typical_seconds(best)


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


def _gained(scaling: Scaling) -> str:
    base, best, times = gain(scaling)
    if best is base:
        most = scaling.levels[-1]
        slower = typical_seconds(most) / typical_seconds(base)
        return (
            f"More workers don't help: {naming.workers(most.workers)} take {figures.figure(slower, figures.RATIO)} "
            f"the time of {naming.workers(base.workers)} ({figures.figure(typical_seconds(base), figures.SECONDS)})."
        )
    efficiency = times * base.workers / best.workers
    return (
        f"{naming.workers(best.workers)} run it {figures.figure(times, figures.RATIO)} as fast as "
        f"{naming.workers(base.workers)} ({figures.figure(typical_seconds(base), figures.SECONDS)}), "
        f"at {figures.figure(efficiency, figures.SHARE)} efficiency."
    )


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
    peak = scaling.answers.get("peak_workers")
    if peak is None:
        return ""
    return f"It is fastest at {figures.estimate(peak)} workers and slower beyond."


def _doubt(scaling: Scaling) -> str:
    if selected(scaling) is not None:
        return ""
    if len(scaling.levels) == 2:
        last = scaling.karp_flatt[-1] if scaling.karp_flatt else None
        measured = (
            ""
            if last is None
            else f"Karp-Flatt serial fraction {figures.estimate(last.serial_fraction, figures.FRACTION)}. "
        )
        return f"{measured}Two worker counts can't tell a law: measure {next_level(scaling.levels)} as well."
    return "" if scaling.reason is None else scaling.reason[0].upper() + scaling.reason[1:].rstrip(".") + "."
