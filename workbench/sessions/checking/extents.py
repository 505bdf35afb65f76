"""By how much a head may be worse."""

from __future__ import annotations

from math import inf

from workbench.model.comparison import Comparison


def at_worst(found: Comparison) -> float:
    """The most, as a share of the base, that the interval allows; infinite where no interval tells."""
    ratio = found.ratio
    if ratio is None or ratio.kind != "interval" or ratio.low is None or ratio.high is None:
        return inf
    return 1.0 - ratio.low if found.metric.higher_is_better else ratio.high - 1.0
