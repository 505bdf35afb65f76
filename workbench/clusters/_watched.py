"""What every engine's cluster shares: its nodes are watched by samplers that the engine itself starts there."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from workbench.clusters import _examining
from workbench.clusters._samplers import NodeSamplers
from workbench.contracts import Cluster
from workbench.telemetry import node_service


class WatchedCluster(Cluster):
    """Needs nothing of the engine but `on_nodes`."""

    _samplers: Optional[NodeSamplers] = None

    def watch(self, places: Sequence[Tuple[str, int]], order: Mapping[str, Any]) -> None:
        """See workbench.clusters._samplers."""
        self._samplers = NodeSamplers(self, places)
        self._samplers.begin(order)

    def end_leftovers(self, trial_id: str) -> None:
        """By asking every node; one that doesn't answer ends its own in time."""
        self.on_nodes([node.id for node in self.nodes()], node_service.end_of_trial, trial_id)

    def end_watch(self, scratch: str) -> List[Dict[str, Any]]:
        """What each node's sampler came to."""
        samplers, self._samplers = self._samplers, None
        return [] if samplers is None else samplers.end(scratch)

    def examine(self, shared_file: str) -> Mapping[str, Any]:
        """See workbench.clusters._examining."""
        return _examining.examine(self, shared_file)
