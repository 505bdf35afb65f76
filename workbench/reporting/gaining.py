"""What more workers brought, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from workbench.analysis.case_names import counted
from workbench.analysis.scaling.paying import level_seconds, speedup
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level, Scaling
from workbench.reporting import figures, naming, stopping


def typical_seconds(level: Level) -> float:
    """The median of a level's launches, as in the case's row."""
    return median(level.seconds)


@dataclass(frozen=True)
class Gain:
    """The fewest workers beside the level that is fastest of the others. `speedup` is of `level` over `base`.

    `verdict`: `faster`, `slower` or `undecided`.
    """

    base: Level
    level: Level
    speedup: Estimate
    verdict: str


def gain(scaling: Scaling) -> Gain | None:
    """What more workers bring; None of a single level.

    Intervals over launches decide. A law that fits knows noise that single launches can't tell, so with one the
    values are believed where launches are too few for intervals.
    """
    if len(scaling.levels) < 2:
        return None
    base, others = scaling.levels[0], scaling.levels[1:]
    level = min(others, key=typical_seconds)
    times = speedup(base, level)
    if times.kind == "interval" and times.low is not None and times.high is not None:
        verdict = "faster" if times.low > 1 else "slower" if times.high < 1 else "undecided"
    elif scaling.selected is None:
        verdict = "undecided"
    else:
        verdict = "faster" if times.value > 1 else "slower"
    return Gain(base, level, times, verdict)


def gained(scaling: Scaling) -> str:
    """The gain in a sentence: no loss and no gain is stated that the launches leave open. Empty of a single level."""
    if scaling.experiment == "weak":
        return _scaled(scaling)
    found = gain(scaling)
    if found is None:
        return ""
    base = f"{naming.workers(found.base.workers)} ({figures.figure(typical_seconds(found.base), figures.SECONDS)})"
    if found.verdict == "slower":
        most = scaling.levels[-1]
        slower = figures.figure(typical_seconds(most) / typical_seconds(found.base), figures.RATIO)
        return f"More workers don't help: {naming.workers(most.workers)} take {slower} the time of {base}."
    workers = naming.workers(found.level.workers)
    if found.verdict == "undecided":
        times = figures.estimate(found.speedup, figures.RATIO)
        return f"{workers} came out {times} as fast as {base}: {_undecided(found)}."
    efficiency = found.speedup.value * found.base.workers / found.level.workers
    return (
        f"{workers} run it {figures.figure(found.speedup.value, figures.RATIO)} as fast as {base}, "
        f"at {figures.figure(efficiency, figures.SHARE)} efficiency."
    )


def _scaled(scaling: Scaling) -> str:
    """Of weak scaling: how much longer so many times the work takes with so many times the workers."""
    base, most = scaling.levels[0], scaling.levels[-1]
    if most is base:
        return ""
    more = most.workers / base.workers
    longer = typical_seconds(most) / typical_seconds(base)
    return (
        f"{naming.workers(most.workers)} do {more:g} times the work of {naming.workers(base.workers)} in "
        f"{figures.figure(longer, figures.RATIO)} the time ({figures.figure(typical_seconds(base), figures.SECONDS)}): "
        f"a scaled speed-up of {figures.figure(more / longer, figures.RATIO)}."
    )


def _undecided(found: Gain) -> str:
    if found.speedup.kind == "interval":
        return "whether more workers help can't be told"
    return f"{counted(found.speedup.count, 'launch')} can't tell whether more workers help"


def stops(scaling: Scaling) -> str:
    """Where adding workers stops paying. Said only where some of them pay, and of three levels or more."""
    found = None if scaling.experiment == "weak" else gain(scaling)
    if found is None or found.verdict != "faster" or len(scaling.levels) < 3:
        return ""
    stops = stopping.told([(level.workers, level_seconds(level)) for level in scaling.levels])
    if stops:
        return stops[0].upper() + stops[1:] + "."
    most = scaling.levels[-1]
    pays = found.level is most and found.speedup.kind == "interval"
    return f"Adding workers pays up to {most.workers:,}, the most measured." if pays else ""
