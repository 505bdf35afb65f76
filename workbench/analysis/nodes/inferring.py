"""How a case scales over nodes and the workers on each: the one entry to this room for a set of places."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from workbench.analysis.answers.ribbon import band
from workbench.analysis.nodes.laws import (
    believed,
    both_vary,
    identified,
    known_laws,
    law_fit,
    means_of_cells,
    node_candidates,
    upper_bounds,
    vacuous,
)
from workbench.analysis.nodes.prices import cheapest_place
from workbench.analysis.nodes.spreads import spreads
from workbench.analysis.scaling.selection import Candidate
from workbench.contracts import Law
from workbench.model.estimate import Estimate
from workbench.model.nodes import NodeCell, NodePoint, NodeScaling
from workbench.model.reading import Questions, Reading

NOTHING_ASKED = Questions()
REACH = 2
"""A law is read off to so many times the most nodes and workers on each that were measured."""


def scale_nodes(
    cells: Sequence[NodeCell],
    *,
    laws: Sequence[type[Law]] | None = None,
    confidence: float = 0.95,
    questions: Questions = NOTHING_ASKED,
) -> NodeScaling:
    """What places (nodes and workers on each, with their launches' seconds) say: laws, spreads, costs.

    A law needs nodes and workers on each to vary; its intervals treat a place as one observation. The same workers on
    fewer and on more nodes are held against one another even where no law can be told.
    """
    ordered = tuple(sorted(cells, key=lambda cell: (cell.nodes, cell.workers_per_node)))
    tried = known_laws() if laws is None else tuple(laws)
    found = node_candidates(tried, ordered)
    chosen, rivals = believed(found)
    fits = {candidate.name: law_fit(candidate, confidence) for candidate in found}
    noise = None if chosen is None or chosen.fitted.freedom < 1 else chosen.fitted
    reason = _reason(ordered, tried, found) if chosen is None else _vacuous(vacuous(fits[chosen.name], chosen), chosen)
    compared = spreads(ordered, noise, confidence)
    if chosen is None or reason is not None:
        return NodeScaling(ordered, compared, fits, None, reason, readings=_readings(ordered, questions))
    return NodeScaling(
        ordered,
        compared,
        fits,
        chosen.name,
        rivals=rivals,
        bounds=upper_bounds(chosen, found, confidence),
        points=_points(chosen, ordered, confidence),
        readings=_readings(ordered, questions),
    )


def _readings(cells: Sequence[NodeCell], questions: Questions) -> tuple[Reading, ...]:
    if questions.price_per_node_second is None:
        return ()
    return (cheapest_place(cells, questions, questions.price_per_node_second),)


def _points(chosen: Candidate, cells: Sequence[NodeCell], confidence: float) -> tuple[NodePoint, ...]:
    """The law at every measured number of workers on each, over nodes up to REACH times the most measured."""
    if chosen.fitted.freedom < 1:
        return ()
    most = max(cell.nodes for cell in cells)
    nodes = sorted({cell.nodes for cell in cells} | set(_counts(REACH * most)))
    shares = sorted({cell.workers_per_node for cell in cells})
    places = [(count, share) for share in shares for count in nodes]
    rows = chosen.fitted.law.basis(np.array(places, dtype=float))
    seconds = band(chosen.fitted, rows, np.zeros_like(rows), confidence)
    return tuple(
        NodePoint(count, share, Estimate(value, low, _finite(high), "interval", confidence, len(cells)), count > most)
        for (count, share), value, low, high in zip(
            places, seconds.value.tolist(), seconds.low.tolist(), seconds.high.tolist(), strict=True
        )
    )


def _counts(most: int) -> list[int]:
    return [count for power in range(13) if (count := 2**power) <= most] + [most]


def _finite(value: float) -> float | None:
    return None if value == inf else value


def _vacuous(name: str | None, chosen: Candidate) -> str | None:
    if name is None:
        return None
    told = name.replace("_", " ")
    return (
        f"these places are too few or too noisy: {chosen.name} fits them with any {told} from 0 to 1. Measure more "
        "places, and each with more launches"
    )


def _reason(cells: Sequence[NodeCell], laws: Sequence[type[Law]], found: Sequence[Candidate]) -> str:
    if found:
        tested = "; ".join(f"{each.name}: p = {each.lack_of_fit_p:.2g}" for each in found)
        return f"no law of nodes fits: the places lie further from each than noise explains ({tested})"
    if not both_vary(cells):
        fixed = "workers on each node" if len({cell.nodes for cell in cells}) > 1 else "nodes"
        return f"a law of nodes and workers on each needs both to vary, and there is one number of {fixed}"
    if any(identified(law, means_of_cells(cells)) for law in laws):
        return "no law of nodes has finite parameters here"
    fewest = min((law.minimum_levels for law in laws), default=0)
    return (
        f"{len(cells)} places can't tell a law of nodes and workers on each: measure {fewest} or more, such as 1, 2 "
        "and 4 nodes with 1 and 2 workers on each"
    )
