"""The ribbon of a series that was fitted before, for whoever asks one question after another of it."""

from __future__ import annotations

from workbench import registry
from workbench.analysis.answers.ribbon import Ribbon, ribbon_of
from workbench.analysis.scaling.fitting import fit_family
from workbench.analysis.scaling.level_means import means_of
from workbench.model.scaling import Scaling

STRONG = "strong"


def series_ribbon(scaling: Scaling, confidence: float = 0.95) -> Ribbon | None:
    """The ribbon of the law that is believed; None where none is, and where the work grows with the workers.

    Only that law is fitted anew, to the same levels, so it is the one that `fit` found.
    """
    if scaling.selected is None or scaling.experiment != STRONG:
        return None
    law = registry.load(registry.catalogue("law")[scaling.selected])
    fitted = fit_family(law, means_of(scaling.levels))
    return None if fitted.freedom < 1 else ribbon_of(fitted, confidence)
