"""Scaling over nodes: one case on several nodes with several workers each, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from workbench.model.case import Case
from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.model.reading import Reading
from workbench.model.scaling import LawFit

OUT, UP, SAME, UNDECIDED, UNEQUAL = "out", "up", "same", "undecided", "unequal"
VERDICTS = (OUT, UP, SAME, UNDECIDED, UNEQUAL)


@dataclass(frozen=True)
class NodeCell:
    """One place: so many nodes with as many workers on each, and its launches' seconds (medians of their repeats).

    `start_seconds` is what connecting and bringing workers up took (median), `wire_bytes` what the nodes received and
    sent in one call at most (median): None where that is not known. `cores_each` is the least share of CPUs that a
    worker had, None where nodes didn't tell.
    """

    nodes: int
    workers_per_node: int
    seconds: Tuple[float, ...]
    start_seconds: Optional[float] = None
    wire_bytes: Optional[float] = None
    cores_each: Optional[float] = None

    @property
    def workers(self) -> int:
        """On all nodes together."""
        return self.nodes * self.workers_per_node


@dataclass(frozen=True)
class Spread:
    """The same workers on few nodes (`up`) and on more (`out`), each (nodes, workers on each).

    `ratio` is how many times as fast they are spread out. `verdict`: `out` or `up` is faster; `same`, by less than 5 %
    either way; `undecided`; or `unequal`: workers had unlike shares of CPUs, so that they can't be held against one
    another. `over_places`: the interval knows how far places scatter about a law, not only launches.
    `launches_needed` of each would decide it, if the noise of launches is all there is; None where that is no way.
    """

    workers: int
    up: Tuple[int, int]
    out: Tuple[int, int]
    ratio: Estimate
    verdict: str
    over_places: bool = False
    launches_needed: Optional[int] = None


@dataclass(frozen=True)
class NodePoint:
    """What a law says of one place; `extrapolated`: more nodes, or more workers on each, than were measured."""

    nodes: int
    workers_per_node: int
    seconds: Estimate
    extrapolated: bool


@dataclass(frozen=True)
class NodeScaling:
    """What can be said of a case's places. `selected` is a key of `laws`, or None with `reason`.

    `rivals` are other laws that fit as well. `bounds` hold, for what the selected law leaves out, what it is at most.
    """

    cells: Tuple[NodeCell, ...]
    spreads: Tuple[Spread, ...] = ()
    laws: Mapping[str, LawFit] = field(default_factory=dict)
    selected: Optional[str] = None
    reason: Optional[str] = None
    rivals: Tuple[str, ...] = ()
    bounds: Mapping[str, Estimate] = field(default_factory=dict)
    points: Tuple[NodePoint, ...] = ()
    readings: Tuple[Reading, ...] = ()


@dataclass(frozen=True)
class SizeGain:
    """One size on fewer and on more nodes: how many times as fast on more, and what that needs of the link.

    `wire_bytes` are those of one call on more nodes. `link_bytes_per_second` is a speed at which more nodes are as fast
    as fewer, even if nothing was sent while anything was computed: any faster link pays. None where more nodes are no
    faster, or bytes aren't known.
    """

    size: float
    ratio: Estimate
    wire_bytes: Optional[float] = None
    link_bytes_per_second: Optional[float] = None


@dataclass(frozen=True)
class FurtherNodes:
    """From which size on `more` nodes are faster than `fewer`, with as many workers on each.

    `size` is where their laws of time cross, `extrapolated` if that lies beyond `measured`, the sizes of both; None
    with `reason`. `counted` says which time: `call` or `with_start_up`.
    """

    parameter: str
    held: Mapping[str, float]
    fewer: int
    more: int
    workers_per_node: int
    counted: str
    measured: Tuple[float, float]
    size: Optional[Estimate] = None
    extrapolated: bool = False
    reason: Optional[str] = None
    gains: Tuple[SizeGain, ...] = ()


@dataclass(frozen=True)
class NodeSection:
    """One case over nodes and workers on each. `sentences` are the answer first; `efficiencies` are POP's by place."""

    title: str
    case: Case
    scaling: NodeScaling
    sentences: Tuple[str, ...] = ()
    efficiencies: Tuple[Efficiencies, ...] = ()


@dataclass(frozen=True)
class Nodes:
    """All that a run says of nodes; empty where no case ran on several numbers of them."""

    sections: Tuple[NodeSection, ...] = ()
    further: Tuple[FurtherNodes, ...] = ()
