"""An upper bound on overhead that grows with workers, where the data are too few to fit a law that has it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.analysis.intervals import profile_intervals, ratios_of
from workbench.analysis.scaling.fitting import fit_law
from workbench.analysis.scaling.selection import Candidate, identified
from workbench.contracts import Law, quantity_of
from workbench.model.estimate import Estimate

OVERHEAD = "coherency"


def bounded_overhead(chosen: Candidate, laws: Sequence[type[Law]], confidence: float) -> dict[str, Estimate | None]:
    """`coherency` in [0, high], from a law that has it but is not identified by these levels; else empty.

    The noise is that of the chosen law. Overhead that is there makes that law's residuals larger and the bound
    more cautious, so the bound holds either way; a lower bound would not.
    """
    means = chosen.fitted.means
    for law in laws:
        if OVERHEAD not in law.parameters or identified(law, means) or chosen.fitted.freedom < 1:
            continue
        fitted = fit_law(law(), means)
        allowance = chosen.fitted.limit(confidence) - chosen.fitted.residual
        quantity = law.parameters[OVERHEAD]
        ratios = ratios_of([quantity])
        value = np.array([quantity_of(quantity, fitted.coefficients.tolist())])
        _, high = profile_intervals(fitted.faces, ratios, value, fitted.residual + allowance)
        levels = len(means.workers)
        bound = float(high[0]) if np.isfinite(high[0]) else None
        return {OVERHEAD: Estimate(float(value[0]), 0.0, bound, "interval", confidence, levels)}
    return {}
