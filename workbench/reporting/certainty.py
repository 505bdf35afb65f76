"""What the intervals of a scaling series know."""

from __future__ import annotations

from workbench.model.scaling import Scaling


def certainty(scaling: Scaling) -> str:
    """What the brackets of a series mean; empty where it has none.

    A law that fits tells how far whole worker counts scatter about it, whatever the launches of each share; without
    one there is only the scatter of launches.
    """
    found = [level.serial_fraction for level in scaling.karp_flatt] or [
        estimate for estimate in scaling.answers.values() if estimate is not None
    ]
    kinds = {estimate.kind for estimate in found if estimate.low is not None}
    if "interval" in kinds and scaling.selected is not None:
        return "[low, high]: 95 % interval over worker counts, by how far each lies from the law"
    if "interval" in kinds:
        return "[low, high]: 95 % interval over launches; what all launches of one worker count share is not in it"
    if "range" in kinds:
        return "(low–high): by the smallest and largest of fewer than 4 launches, no interval"
    return ""
