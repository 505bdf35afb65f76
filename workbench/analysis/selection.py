"""Which laws the data can tell, and which of those to believe.

A law is fitted only where its minimum of levels and reach is met. Of the laws that fit, the one with the fewest
coefficients stands until a larger one proves itself: it predicts left-out levels better, has the lower AICc
(each where both laws have one), and, where it contains the smaller law, lowers the residual significantly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.special import fdtrc

from workbench.analysis.fitting import NOISE_FLOOR, Fitted, fit_family, prediction_error
from workbench.analysis.lack_of_fit import lack_of_fit_p
from workbench.analysis.level_means import LevelMeans
from workbench.contracts import Law

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Candidate:
    """A law fitted to data that identify it, with what speaks for and against it."""

    name: str
    fitted: Fitted
    prediction_error: float | None
    lack_of_fit_p: float | None

    @property
    def fits(self) -> bool:
        """Whether noise explains how far the levels lie from the law."""
        return self.lack_of_fit_p is None or self.lack_of_fit_p >= SIGNIFICANCE

    @property
    def aicc(self) -> float | None:
        """Akaike's criterion corrected for few observations (Hurvich & Tsai 1989); None with too few levels."""
        levels, terms = len(self.fitted.means.workers), len(self.fitted.coefficients) + 1
        if levels <= terms + 1:
            return None
        mean = max(self.fitted.residual / levels, NOISE_FLOOR**2)
        return float(levels * np.log(mean) + 2 * terms + 2 * terms * (terms + 1) / (levels - terms - 1))


def identified(law: type[Law], means: LevelMeans) -> bool:
    """Whether these levels are enough, and reach far enough, to tell the law's parameters."""
    return len(means.workers) >= law.minimum_levels and float(means.workers[-1]) >= law.minimum_reach_workers


def candidates(laws: Sequence[type[Law]], means: LevelMeans) -> tuple[Candidate, ...]:
    """Every law that the levels identify, fitted; fewest coefficients first.

    A fit whose parameters aren't finite (a time of 0 at one worker, say) is none.
    """
    fits = [(law, fit_family(law, means)) for law in laws if identified(law, means)]
    fits = [(law, found) for law, found in fits if _is_finite(found)]
    fits.sort(key=lambda pair: len(pair[1].coefficients))
    return tuple(Candidate(law.name, found, prediction_error(found), lack_of_fit_p(found)) for law, found in fits)


def _is_finite(fitted: Fitted) -> bool:
    return all(map(isfinite, fitted.law.parameters_from(fitted.coefficients.tolist()).values()))


def select(found: Sequence[Candidate]) -> Candidate | None:
    """The law to believe; None where none fits."""
    believed: Candidate | None = None
    for candidate in found:
        if candidate.fits and (believed is None or _better(candidate, believed)):
            believed = candidate
    return believed


def _better(larger: Candidate, smaller: Candidate) -> bool:
    for own, other in ((larger.prediction_error, smaller.prediction_error), (larger.aicc, smaller.aicc)):
        if own is not None and other is not None and own >= other:
            return False
    if not _contains(larger.fitted, smaller.fitted):
        return True
    return _gain_p(larger.fitted, smaller.fitted) < SIGNIFICANCE


def _contains(larger: Fitted, smaller: Fitted) -> bool:
    wide, narrow = (found.law.basis(found.means.workers) for found in (larger, smaller))
    if wide.shape[1] <= narrow.shape[1]:
        return False
    projected = wide @ np.linalg.lstsq(wide, narrow, rcond=None)[0]
    return bool(np.allclose(projected, narrow, rtol=1e-6))


def _gain_p(larger: Fitted, smaller: Fitted) -> float:
    more = len(larger.coefficients) - len(smaller.coefficients)
    noise = max(larger.level_variance, larger.launch_variance)
    return float(fdtrc(more, larger.freedom, max(0.0, smaller.residual - larger.residual) / more / noise))
