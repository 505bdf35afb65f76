"""Which laws the data can tell, and which of those to believe.

A law is fitted only where its minimum of levels and reach is met. Of the laws that fit, the one with the fewest
coefficients stands until a larger one proves itself: it predicts left-out levels better, has the lower AICc
(each where both laws have one), and, where it contains the smaller law, lowers the residual significantly. Of two
laws of one size the likelier stands. A law without a mechanism is believed only where no law with one fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.special import fdtrc

from workbench.analysis.scaling.fitting import NOISE_FLOOR, Fitted, fit_family, prediction_error
from workbench.analysis.scaling.lack_of_fit import lack_of_fit_p
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.contracts import Law

SIGNIFICANCE = 0.05
CLOSE_AICC = 2.0
"""Below this difference both models have substantial support (Burnham & Anderson, Model Selection, 2002, 2.6)."""


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
        chosen = len(self.fitted.coefficients) + len(self.fitted.law.constants)
        levels, terms = len(self.fitted.means.workers), chosen + 1
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
    fitting = [candidate for candidate in found if candidate.fits]
    explaining = [candidate for candidate in fitting if not candidate.fitted.law.empirical]
    believed: Candidate | None = None
    for candidate in explaining or fitting:
        if believed is None or _better(candidate, believed):
            believed = candidate
    return believed


def _better(larger: Candidate, smaller: Candidate) -> bool:
    if len(larger.fitted.coefficients) == len(smaller.fitted.coefficients):
        return _likelier(larger, smaller)
    for own, other in ((larger.prediction_error, smaller.prediction_error), (larger.aicc, smaller.aicc)):
        if own is not None and other is not None and own >= other:
            return False
    if not _contains(larger.fitted, smaller.fitted):
        return True
    return _gain_p(larger.fitted, smaller.fitted) < SIGNIFICANCE


def _likelier(one: Candidate, other: Candidate) -> bool:
    """Of two laws of one size the one with the lower AICc; where these are close, the one that predicts better."""
    if one.aicc is not None and other.aicc is not None and abs(one.aicc - other.aicc) >= CLOSE_AICC:
        return one.aicc < other.aicc
    known = one.prediction_error is not None and other.prediction_error is not None
    return known and one.prediction_error < other.prediction_error  # type: ignore[operator]  # both are known


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
