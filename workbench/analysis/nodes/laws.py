"""Which laws of nodes the places measured can tell, which of those to believe, and what the others leave possible.

A place is one observation, as a level is of workers: the machinery is that of `scaling`. A law is tried only where
nodes and workers on each both vary and its columns don't depend on one another at these places.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from workbench import registry
from workbench.analysis.intervals import profile_intervals, ratios_of
from workbench.analysis.scaling.fitting import Fitted, fit_law, prediction_error
from workbench.analysis.scaling.lack_of_fit import lack_of_fit_p
from workbench.analysis.scaling.law_fits import quantity_estimate
from workbench.analysis.scaling.level_means import LevelMeans, means_at
from workbench.analysis.scaling.selection import CLOSE_AICC, Candidate, select
from workbench.contracts import Law, quantity_of
from workbench.model.estimate import Estimate
from workbench.model.nodes import NodeCell
from workbench.model.scaling import LawFit

Array = NDArray[np.float64]

EXPERIMENT = "nodes"
INDEPENDENT = 1e-3
"""Columns of length 1 whose smallest singular value is below this depend on one another, as far as noise can tell."""


@cache
def known_laws() -> tuple[type[Law], ...]:
    """All laws of nodes."""
    found = (registry.load(reference) for reference in registry.catalogue("law").values())
    return tuple(law for law in found if law.experiment == EXPERIMENT)


def means_of_cells(cells: Sequence[NodeCell]) -> LevelMeans:
    """Places as their means."""
    return means_at([(float(cell.nodes), float(cell.workers_per_node)) for cell in cells], [c.seconds for c in cells])


def both_vary(cells: Sequence[NodeCell]) -> bool:
    """Whether neither nodes nor workers on each are the same everywhere."""
    return len({cell.nodes for cell in cells}) > 1 and len({cell.workers_per_node for cell in cells}) > 1


def identified(law: type[Law], means: LevelMeans) -> bool:
    """Whether these places are enough, reach far enough, and tell the law's columns apart."""
    if len(means.workers) < law.minimum_levels or float(np.max(means.workers[:, 1])) < law.minimum_reach_workers:
        return False
    columns = law().basis(means.workers) / means.seconds[:, None]
    strengths = np.linalg.svd(columns / np.linalg.norm(columns, axis=0), compute_uv=False)
    return bool(strengths[-1] > INDEPENDENT)


def node_candidates(laws: Sequence[type[Law]], cells: Sequence[NodeCell]) -> tuple[Candidate, ...]:
    """Every law that the places identify, fitted; fewest coefficients first."""
    if not both_vary(cells):
        return ()
    means = means_of_cells(cells)
    fits = [fit_law(law(), means) for law in laws if identified(law, means)]
    finite = [
        found for found in fits if all(map(isfinite, found.law.parameters_from(found.coefficients.tolist()).values()))
    ]
    finite.sort(key=lambda found: len(found.coefficients))
    return tuple(Candidate(found.law.name, found, prediction_error(found), lack_of_fit_p(found)) for found in finite)


def believed(found: Sequence[Candidate]) -> tuple[Candidate | None, tuple[str, ...]]:
    """The law to believe, and those of the same size that fit about as well: which of them is true can't be told."""
    chosen = select(found)
    if chosen is None:
        return None, ()
    size = len(chosen.fitted.coefficients)
    rivals = [
        other.name
        for other in found
        if other.fits and other.name != chosen.name and len(other.fitted.coefficients) == size and _close(other, chosen)
    ]
    return chosen, tuple(rivals)


def _close(other: Candidate, chosen: Candidate) -> bool:
    if other.aicc is not None and chosen.aicc is not None:
        return other.aicc - chosen.aicc < CLOSE_AICC
    return other.fitted.residual <= chosen.fitted.limit(0.95)


def law_fit(candidate: Candidate, confidence: float) -> LawFit:
    """Its parameters with intervals; curves are drawn by place, not by workers."""
    fitted = candidate.fitted
    low, high = _parameter_ends(fitted, fitted.limit(confidence))
    parameters = {
        name: quantity_estimate(fitted, quantity, first, last, confidence)
        for (name, quantity), first, last in zip(fitted.law.parameters.items(), low, high, strict=True)
    }
    return LawFit(candidate.name, parameters, candidate.prediction_error, candidate.lack_of_fit_p)


def vacuous(fit: LawFit, candidate: Candidate) -> str | None:
    """The name of a share that could be anything from nothing to all; None where there is none."""
    for name, quantity in candidate.fitted.law.parameters.items():
        found = fit.parameters[name]
        if quantity.high == inf or found.low is None or found.high is None:
            continue
        if found.low <= quantity.low and found.high >= quantity.high:
            return name
    return None


def upper_bounds(chosen: Candidate, found: Sequence[Candidate], confidence: float) -> dict[str, Estimate]:
    """What the chosen law leaves out is at most this much, by the smallest law that has it; noise is the chosen's.

    What is there all the same makes the chosen law's residuals larger and the bound more cautious.
    """
    allowance = chosen.fitted.limit(confidence) - chosen.fitted.residual
    bounds: dict[str, Estimate] = {}
    for other in found:
        missing = [name for name in other.fitted.law.parameters if name not in chosen.fitted.law.parameters]
        low_high = _parameter_ends(other.fitted, other.fitted.residual + allowance)
        ends = dict(zip(other.fitted.law.parameters, low_high[1], strict=True))
        for name in missing:
            quantity = other.fitted.law.parameters[name]
            value = quantity_of(quantity, other.fitted.coefficients.tolist())
            if name not in bounds and isfinite(ends[name]):
                levels = len(other.fitted.means.workers)
                bounds[name] = Estimate(value, 0.0, float(ends[name]), "interval", confidence, levels)
    return bounds


def _parameter_ends(fitted: Fitted, limit: float) -> tuple[Array, Array]:
    quantities = list(fitted.law.parameters.values())
    ratios = ratios_of(quantities)
    return profile_intervals(fitted.faces, ratios, ratios.values(fitted.coefficients), limit)
