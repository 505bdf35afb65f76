"""What each further worker holds in memory, in a sentence."""

from __future__ import annotations

from workbench.model.estimate import Estimate
from workbench.reporting import figures


def held(found: Estimate | None) -> str:
    """Empty where nothing is known. Of what may be nothing, the most that it can be is said."""
    if found is None or found.low is None or found.high is None:
        return ""
    if found.low > 0:
        return f"Each further worker holds {figures.estimate(found, figures.BYTES)} of memory."
    if found.high <= 0:
        return "Further workers hold no memory of their own."
    most = figures.figure(found.high, figures.BYTES)
    return f"That further workers hold memory of their own can't be told: it is at most {most} each."
