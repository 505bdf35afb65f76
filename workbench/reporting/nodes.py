"""What a run says of nodes and the workers on each, in sections with sentences: the answer first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.analysis.efficiency import place_efficiencies
from workbench.analysis.nodes.cells import NodeSeries, node_series
from workbench.analysis.nodes.further import WITH_START_UP, further_nodes
from workbench.analysis.nodes.inferring import scale_nodes
from workbench.model.estimate import Estimate
from workbench.model.nodes import OUT, SAME, UNEQUAL, UP, FurtherNodes, Nodes, NodeScaling, NodeSection, Spread
from workbench.model.plan import Plan
from workbench.model.trial import TrialRecord
from workbench.reporting import figures, naming
from workbench.reporting.escaping import plain

LAW_MEANINGS = {
    "nodes_amdahl": "only how many workers there are matters, not on how many nodes",
    "nodes_contention": "workers of one node stand in each other's way",
    "nodes_coherency": "each further node costs",
    "nodes_both": "workers of one node stand in each other's way, and each further node costs",
    "nodes_usl": "workers of one node stand in each other's way and coordinate, and each further node costs",
}
QUANTITIES = {
    "serial_fraction": figures.FRACTION,
    "node_contention": figures.SHARE,
    "node_coherency": figures.SHARE,
    "seconds_per_node": figures.SECONDS,
    "seconds_at_1": figures.SECONDS,
}
WORDS = {
    "serial_fraction": "serial fraction",
    "node_contention": "contention within a node",
    "node_coherency": "coherency within a node, for each further worker",
    "seconds_per_node": "cost of each further node",
}
TWO_COUNTS = (
    "With two numbers of nodes, contention within a node and the cost of a further one can't both be told: measure a "
    "third."
)


def node_sections(plan: Plan, trials: Sequence[TrialRecord]) -> Nodes:
    """A section for each case that ran on several numbers of nodes, and from which sizes on more of them pay."""
    series = node_series(plan, trials)
    if not series:
        return Nodes()
    titles = naming.node_series_names([each.case for each in series])
    sections = tuple(_section(title, each) for title, each in zip(titles, series, strict=True))
    return Nodes(sections, further_nodes(plan, trials))


def _section(title: str, series: NodeSeries) -> NodeSection:
    # Of weak scaling a law of nodes would have to know how the work grew; its series over nodes tell it.
    scaling = scale_nodes(series.cells, laws=() if series.weak else None)
    told = place_efficiencies(series.launches, series.case.resources.threads_per_worker, series.weak)
    return NodeSection(title, series.case, scaling, tuple(sentences(scaling, series.weak)), told)


def sentences(scaling: NodeScaling, weak: bool = False) -> Iterator[str]:
    """Up or out, then the law with what it leaves possible, or why there is none."""
    yield from map(spread_sentence, scaling.spreads)
    if not scaling.spreads:
        yield f"Scale up or out? No number of workers was measured on fewer and on more nodes: {_next_spread(scaling)}"
    if weak:
        yield "The work grows with the workers: how that scales is told over nodes, by Gustafson's law."
    else:
        yield from _law(scaling)


def spread_sentence(spread: Spread) -> str:
    """`Scale out: 4 workers are 1.31× [1.22, 1.40] as fast on 4 nodes (1 on each) as on 1 node (4 on it).`"""
    ratio = figures.estimate(spread.ratio, figures.RATIO)
    told = f"{naming.workers(spread.workers)} are {ratio} as fast on {_place(spread.out)} as on {_place(spread.up)}"
    if spread.verdict == OUT:
        return f"Scale out: {told}."
    if spread.verdict == UP:
        return f"Scale up: {told}."
    if spread.verdict == SAME:
        return f"Up or out is the same: {told}."
    if spread.verdict == UNEQUAL:
        return f"Up or out can't be told: {told}, but with unlike shares of CPUs. Give every worker the same."
    return f"Up or out is undecided: {told}. {_measure_next(spread)}"


def _measure_next(spread: Spread) -> str:
    if spread.launches_needed is not None:
        return f"Measure next: both with {naming.launches(spread.launches_needed)} each."
    if spread.over_places:
        return "Measure next: more places, for places scatter more about the law than launches do."
    return "Measure next: both on a quieter cluster, for it would take over 100 launches each."


def _next_spread(scaling: NodeScaling) -> str:
    most = max(cell.nodes for cell in scaling.cells)
    share = min(cell.workers_per_node for cell in scaling.cells if cell.nodes == most)
    return f"measure 1 node with {naming.workers(most * share)} against {most} nodes with {naming.workers(share)} each."


def _law(scaling: NodeScaling) -> Iterator[str]:
    law = None if scaling.selected is None else scaling.laws[scaling.selected]
    if law is None or scaling.selected is None:
        if scaling.reason is not None:
            yield scaling.reason[0].upper() + scaling.reason[1:].rstrip(".") + "."
        return
    parts = [
        f"{WORDS[name]} {figures.estimate(found, QUANTITIES[name])}"
        for name, found in law.parameters.items()
        if name in WORDS
    ]
    meaning = LAW_MEANINGS.get(scaling.selected, scaling.selected)
    yield f"Law over nodes and workers on each: {plain(meaning)}; {', '.join(parts)}."
    if scaling.rivals:
        others = "; ".join(LAW_MEANINGS.get(name, name) for name in scaling.rivals)
        yield f"Just as likely, as far as these places show: {plain(others)}."
    bounds = [
        f"{WORDS[name]} is at most {figures.figure(found.high, QUANTITIES[name])}"
        for name, found in scaling.bounds.items()
        if name in WORDS and found.high is not None
    ]
    if bounds:
        yield f"What the law leaves out: {', '.join(bounds)}."
    if len({cell.nodes for cell in scaling.cells}) == 2:
        yield TWO_COUNTS


def further_sentence(found: FurtherNodes) -> str:
    """From which size on more nodes pay, marked where that lies beyond what was measured."""
    nodes = f"{_nodes(found.more)} against {_nodes(found.fewer)}, {naming.workers(found.workers_per_node)} on each"
    counted = "start-up and one call" if found.counted == WITH_START_UP else "one call, once all is up"
    held = "".join(f", {plain(name)} = {value:,g}" for name, value in found.held.items())
    parameter = plain(found.parameter)
    low, high = (figures.figure(size, figures.COUNT) for size in found.measured)
    about = f"{nodes} ({counted}{held})"
    if found.size is None:
        return f"{about}: {found.reason} ({parameter} from {low} to {high})."
    if found.size.low is None and found.size.high is None:
        where = f"up to {parameter} = {figures.figure(10 * found.measured[1], figures.COUNT)}"
        return f"{about}: more nodes may begin to pay {where}; noise leaves it open."
    size = figures.estimate(_open(found.size), figures.COUNT)
    marked = f", an extrapolation: measured up to {high}" if found.extrapolated else ""
    return f"{about}: more nodes pay from {parameter} = {size} on{marked}."


def link_sentence(found: FurtherNodes) -> str:
    """How fast a link more nodes need at the largest size; empty where bytes aren't known."""
    known = [gain for gain in found.gains if gain.wire_bytes is not None]
    if not known or known[-1].wire_bytes is None:
        return ""
    last = known[-1]
    moved = figures.figure(known[-1].wire_bytes or 0.0, figures.BYTES)
    size = f"{plain(found.parameter)} = {figures.figure(last.size, figures.COUNT)}"
    fewer = _nodes(found.fewer)
    told = f"At {size} a call on {_nodes(found.more)} moves {moved} at most over their links"
    if last.link_bytes_per_second is None:
        return f"{told}, and is not known to be faster than on {fewer}: no link is named."
    speed = figures.figure(last.link_bytes_per_second, figures.BYTES)
    return (
        f"{told}, and is {figures.estimate(last.ratio, figures.RATIO)} as fast as on {fewer}: they pay on every link "
        f"of {speed}/s or more, even if nothing was sent while anything was computed."
    )


def _nodes(count: int) -> str:
    return "1 node" if count == 1 else f"{count:,} nodes"


def _place(place: tuple[int, int]) -> str:
    """`4 nodes (1 worker on each)`."""
    return f"{_nodes(place[0])} ({place[1]:,} on {'it' if place[0] == 1 else 'each'})"


def _open(found: Estimate) -> Estimate:
    low = float("-inf") if found.low is None else found.low
    high = float("inf") if found.high is None else found.high
    return Estimate(found.value, low, high, found.kind, found.confidence, found.count)
