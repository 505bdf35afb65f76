"""What mending one thing would bring: the serial part halved, the cost of coordination halved."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.answers.ribbon import band
from workbench.analysis.scaling.fitting import Fitted
from workbench.model.estimate import Estimate
from workbench.model.reading import Reading


def halved(fitted: Fitted, confidence: float) -> Iterator[Reading]:
    """For each part of the law that holds it back: how much faster the largest level would be with half of it."""
    largest = fitted.means.workers[-1:]
    row = fitted.law.basis(largest)
    for part, index in fitted.law.levers.items():
        if fitted.coefficients[index] <= 0:
            continue
        mended = row.copy()
        mended[:, index] *= 0.5
        found = band(fitted, row, mended, confidence)
        value, low, high = (float(ends[0]) for ends in (found.value, found.low, found.high))
        yield Reading(
            "halved_" + part.replace(" ", "_"),
            f"With half the {part} it would run {value:.2f}× [{low:.2f}, {high:.2f}] as fast as now at "
            f"{int(largest[0])} workers.",
            Estimate(value, low, high, "interval", confidence, len(fitted.means.workers)),
        )
