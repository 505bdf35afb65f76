"""A cluster that stands, and the part of it that a case is lent."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from workbench.contracts.plugin import Plugin
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, ClusterNode


class Part(NamedTuple):
    """What a case may use: how many workers on which node (by its id), and the engine's own word for them.

    `handle` is for the backend of the same name only: it starts on it (workbench.contracts.Backend.start_on).
    """

    workers: Mapping[str, int]
    handle: Any


class WorkDone(NamedTuple):
    """How much one worker of the cluster has done since it began, in a unit of the engine's own (tasks)."""

    node: str
    amount: float


class EngineFigure(NamedTuple):
    """A number that an engine counts by itself, under its own name (`dask_worker_memory_bytes{type="spilled"}`).

    `grows`: it has counted since it began (a counter of Prometheus), else it is as it is now (a gauge).
    """

    name: str
    value: float
    grows: bool = False


EngineAnswer = Union[Sequence[EngineFigure], str]
"""What an engine counts somewhere; a text: why there is nothing to be had."""


class Cluster(Plugin):
    """The nodes of one engine's cluster. Its backend, the plug-in of the same name, runs the work.

    Built, then `connect`ed, then asked; `close` is called whatever became of it. Nothing here starts or ends a daemon
    of the cluster.
    """

    def __init__(self, access: Access, scratch: Optional[str] = None) -> None:
        self.access = access
        self.scratch = scratch

    def connect(self, archive: Optional[str] = None) -> None:
        """Reach it, and make the modules in a zip file importable for what runs on its nodes from now on.

        Raises WorkbenchError, with the address, where nobody answers or we are not let in.
        """
        raise NotImplementedError

    def nodes(self) -> List[ClusterNode]:
        """Every node with its `id`, `address` and `workers`, in a fixed order."""
        raise NotImplementedError

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """`workers` workers on exactly `nodes` nodes, as many on each; None: wherever they are.

        The same part every time, as long as the cluster is the same; it takes the place of an earlier one. Raises
        WorkbenchError, with what there is, where it can't give exactly that.
        """
        raise NotImplementedError

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """Call the function once on each of these nodes, beside its workers where the engine can; results by node.

        Where it raised, or the node didn't answer, the exception stands for the result.
        """
        raise NotImplementedError

    def watch(self, places: Sequence[Tuple[str, int]], order: Mapping[str, Any]) -> None:
        """Start a sampler on every node of `places` (a node and the process of a worker there), and wait for them.

        `order` holds `trial_id`, `interval_seconds` and `most_seconds`, after which a sampler ends by itself.
        """
        raise NotImplementedError

    def end_watch(self, scratch: str) -> List[Dict[str, Any]]:
        """End them; by node what `wire` says of the message `nodes`. Files are put into `scratch`."""
        raise NotImplementedError

    def examine(self, shared_file: str) -> Mapping[str, Any]:
        """What the nodes are and how they are connected: the fields of workbench.model.examination.Examination.

        `shared_file` is a file of ours, which a node sees where it shares our file system.
        """
        raise NotImplementedError

    def engine_figures(self, nodes: Sequence[str]) -> Mapping[str, EngineAnswer]:
        """What the engine itself counts on each of these nodes and, under "", where it has no node (its scheduler).

        Called about once a second from a thread of its own, while the work goes on.
        """
        return {"": "%s tells no numbers of its own" % self.name}

    def end_leftovers(self, trial_id: str) -> None:
        """End the samplers that a trial left on any node because it was killed."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of it, and of what was put there; it goes on."""


def equal_share(workers: int, nodes: int) -> int:
    """How many of the workers each node has. Raises WorkbenchError where that isn't a whole number."""
    if nodes < 1 or workers % nodes:
        raise WorkbenchError("%d workers can't be spread evenly over %d nodes" % (workers, nodes))
    return workers // nodes
