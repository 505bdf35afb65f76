"""How seconds (or bytes) grow with one size: which form fits, and between what values any size lies.

The form is the simplest that noise allows, by the rules of `selection`. The intervals don't rest on that choice: they
hold every curve of the widest form that the sizes identify (c + n^k from five on, n^k of fewer) that fits as well, and
those of the chosen form. A choice made with the data would otherwise be taken for knowledge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.scaling.fitting import Fitted
from workbench.analysis.scaling.lack_of_fit import plausible_noise_p
from workbench.analysis.scaling.level_means import LevelMeans
from workbench.analysis.scaling.selection import Candidate, select
from workbench.analysis.sizes.forms import (
    FIXED_AND_POWER,
    LARGEST_EXPONENT,
    POWER,
    SMALLEST_BESIDE_FIXED,
    SMALLEST_EXPONENT,
    Form,
)
from workbench.analysis.sizes.regions import Region
from workbench.model.estimate import Estimate

Array = NDArray[np.float64]

MOST_LEFT_OUT = 12


@dataclass(frozen=True)
class FittingRegion:
    """A form's fits, and the sum of squares up to which one is inside its profile interval."""

    form: Form
    region: Region
    limit: float

    @classmethod
    def of(cls, form: Form, fitted: Fitted, confidence: float) -> FittingRegion:
        """Of a form and its best fit."""
        limit = fitted.limit(confidence)
        return cls(form, form.region(fitted, limit), limit)


@dataclass(frozen=True)
class Growth:
    """Of all candidates the one to believe (None: none fits), and what fits as well in it and in the widest form."""

    means: LevelMeans
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    regions: tuple[FittingRegion, ...]
    confidence: float

    @property
    def widest(self) -> FittingRegion:
        """The form of which the others are, or nearly are, special cases."""
        return self.regions[0]

    @property
    def fitting(self) -> tuple[str, ...]:
        """The forms that noise doesn't rule out."""
        limit = self.widest.limit
        return tuple(each.name for each in self.candidates if each.fits and each.fitted.residual <= limit)

    @property
    def noise(self) -> float:
        """How far, in logs, a run of a size not measured may lie from the curve itself, at this confidence."""
        fitted = (self.chosen or self.candidates[0]).fitted
        return float(np.sqrt(max(0.0, fitted.limit(self.confidence) - fitted.residual)))

    def band(self, sizes: Array) -> tuple[Array, Array, Array]:
        """The chosen curve (n,) at `sizes` (n,), and the ends of its interval."""
        assert self.chosen is not None
        ends = np.array([[each.region.ends_at(size, each.limit) for size in sizes] for each in self.regions])
        value = self.chosen.fitted.predict(sizes)
        return value, np.fmin(ends[:, :, 0].min(axis=0), value), np.fmax(ends[:, :, 1].max(axis=0), value)

    def predicted(self, sizes: Array) -> tuple[Array, Array, Array]:
        """The same of a new run of each size: wider by its own noise."""
        value, low, high = self.band(sizes)
        with np.errstate(divide="ignore"):
            below = np.hypot(np.log(value / low), self.noise)
            above = np.hypot(np.log(high / value), self.noise)
        return value, value * np.exp(-below), value * np.exp(above)

    def prediction(self, size: float) -> Estimate:
        """A new run of that size."""
        value, low, high = (float(each[0]) for each in self.predicted(np.array([size])))
        return Estimate(value, low, high, "interval", self.confidence, len(self.means.workers))

    def exponent(self) -> Estimate | None:
        """k of the widest form; an end that isn't known is None. None where any exponent would do."""
        widest = self.widest
        low, high = widest.region.exponent_interval(widest.limit)
        smallest = SMALLEST_BESIDE_FIXED if widest.region.fixed else SMALLEST_EXPONENT
        below = None if low <= smallest else low
        above = None if high >= LARGEST_EXPONENT else high
        if below is None and above is None:
            return None
        value = widest.region.best_exponent
        return Estimate(value, below, above, "interval", self.confidence, len(self.means.workers))

    def fixed(self) -> Estimate | None:
        """The part that doesn't grow; None where the sizes don't tell it from the rest."""
        widest = self.widest
        if self.chosen is None or not widest.region.fixed:
            return None
        low, high = widest.region.fixed_ends(widest.limit)
        own = self.chosen.fitted
        value = float(own.coefficients[0]) if getattr(own.law, "fixed", False) else 0.0
        value = value if self.chosen.name != "constant" else float(own.coefficients[0])
        return Estimate(value, min(low, value), max(high, value), "interval", self.confidence, len(self.means.workers))


def grow(means: LevelMeans, forms: Sequence[Form], confidence: float = 0.95) -> Growth:
    """The forms that so many sizes identify, fitted; there must be one.

    Raises ValueError where the sizes are too few for any.
    """
    told = [form for form in forms if len(means.workers) >= form.minimum_sizes]
    if not told:
        raise ValueError(f"{len(means.workers)} sizes are too few")
    fits = sorted(((form, form.fit(means)) for form in told), key=lambda pair: len(pair[1].coefficients))
    found = tuple(_candidate(form, fitted) for form, fitted in fits)
    chosen = select(found)
    by_name = dict(zip((form.name for form, _ in fits), fits, strict=True))
    widest = next(by_name[form.name] for form in (FIXED_AND_POWER, POWER, *told) if form.name in by_name)
    pairs = [widest] if chosen is None or chosen.name == widest[0].name else [widest, by_name[chosen.name]]
    regions = tuple(FittingRegion.of(form, fitted, confidence) for form, fitted in pairs)
    return Growth(means, found, chosen, regions, confidence)


def _candidate(form: Form, fitted: Fitted) -> Candidate:
    return Candidate(form.name, fitted, _prediction_error(form, fitted.means), plausible_noise_p(fitted))


def _prediction_error(form: Form, means: LevelMeans) -> float | None:
    """Relative root-mean-square error of predicting each size (of many, MOST_LEFT_OUT spread evenly) from the others.

    An exponent is found anew each time.
    """
    if len(means.workers) - 1 < 1 + form.fixed + form.free:
        return None
    errors = []
    count = len(means.workers)
    for left_out in np.unique(np.linspace(0, count - 1, min(count, MOST_LEFT_OUT)).round().astype(int)).tolist():
        predicted = form.fit(means.without(left_out)).predict(means.workers[left_out : left_out + 1])
        errors.append(float(predicted[0] / means.seconds[left_out]) - 1.0)
    return float(np.sqrt(np.mean(np.square(errors))))
