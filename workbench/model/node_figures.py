"""What a case used of one node of a cluster, over all its launches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional

from workbench.model.case import Case


@dataclass(frozen=True)
class NodeFigures:
    """Medians over the launches that went well. `node` is "" for what the engine has beside its nodes (a scheduler).

    Bytes are those of the node's own interfaces, from when its workers stood until the work was done. `engine` holds
    the engine's own numbers, under its names, but those that stayed 0: its counters by how much they grew, the others
    as they were at most. The two `…_unavailable` say why there is nothing.
    """

    case: Case
    node: str
    received_bytes: Optional[float] = None
    sent_bytes: Optional[float] = None
    bytes_unavailable: Optional[str] = None
    engine: Mapping[str, float] = field(default_factory=dict)
    engine_unavailable: Optional[str] = None
