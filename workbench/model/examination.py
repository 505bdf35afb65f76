"""What `workbench doctor --cluster` found: the nodes of a cluster, their differences, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from workbench.model.cluster import ClusterNode
from workbench.model.run import Machine


@dataclass(frozen=True)
class ExaminedNode:
    """A node, looked at from the inside. `problem` says why it could not be.

    Its clock is ahead of ours by `clock_offset_seconds`, give or take `clock_uncertainty_seconds`. `shares_files`:
    whether it sees a file that was just written into the folder this was asked from.
    """

    id: str
    machine: Optional[Machine] = None
    clock_offset_seconds: Optional[float] = None
    clock_uncertainty_seconds: Optional[float] = None
    shares_files: Optional[bool] = None
    problem: Optional[str] = None


@dataclass(frozen=True)
class Exchange:
    """What one node sent to another. `problem` says why there are no figures."""

    sender: str
    receiver: str
    round_trip_seconds: Optional[float] = None
    bytes_per_second: Optional[float] = None
    problem: Optional[str] = None


@dataclass(frozen=True)
class Examination:
    """Nodes and links."""

    nodes: Tuple[ExaminedNode, ...] = ()
    exchanges: Tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class ClusterDiagnosis:
    """All that was found. `differing` are sentences on versions that must be alike and are not: then nothing was run on
    the nodes beyond asking for them. `unlike` tells which machines differ in what."""

    engine: str
    address: str
    folder: str
    nodes: Tuple[ClusterNode, ...]
    versions: Mapping[str, str]
    differing: Tuple[str, ...] = ()
    unlike: Tuple[str, ...] = ()
    examination: Examination = field(default_factory=Examination)
