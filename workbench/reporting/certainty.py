"""What the intervals of a scaling series know."""

from __future__ import annotations

from workbench.model.scaling import KarpFlatt, Scaling


def certainty(scaling: Scaling) -> str:
    """What the brackets of Karp-Flatt's serial fractions mean; empty where there are none.

    A law tells how far whole worker counts scatter about it, whatever the launches of each share; without one there
    is only the scatter of launches.
    """
    bounded = [level for level in scaling.karp_flatt if level.serial_fraction.low is not None]
    intervals = [level for level in bounded if level.serial_fraction.kind == "interval"]
    if not bounded:
        return ""
    if not intervals:
        return "(low–high): by the smallest and largest of fewer than 4 launches, no interval"
    if scaling.selected is not None or any(_over_levels(level, scaling) for level in intervals):
        return "[low, high]: 95 % interval over worker counts, by how far each lies from the law"
    return "[low, high]: 95 % interval over launches; what all launches of one worker count share is not in it"


def _over_levels(found: KarpFlatt, scaling: Scaling) -> bool:
    """Whether a law that was fitted, and then not believed, gave the interval: it counts levels, not launches."""
    launches = {level.workers: len(level.seconds) for level in scaling.levels}
    return found.serial_fraction.count != min(launches[scaling.levels[0].workers], launches[found.workers])
