"""A Ray cluster at the address of its head (`host:6379`). A node is a raylet with CPUs."""

from __future__ import annotations

import logging
import os
import socket
import zipfile
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from workbench.clusters import _networks, _ray_figures
from workbench.clusters._watched import WatchedCluster
from workbench.contracts import EngineAnswer, Part, equal_share
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, ClusterNode

CONNECT_SECONDS = 10.0
LEND_SECONDS = 20.0
ANSWER_SECONDS = 60.0
AT_ONCE = 2
"""Calls that a node answers at once: what the engine counts is asked beside the rest, by a thread of its own."""
SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""The second is read as Ray is imported: without it the address 127.0.0.1 would be taken for the machine's own."""


class RayCluster(WatchedCluster):
    """Parts are placement groups: a bundle a node under STRICT_SPREAD, of as many CPUs as it has workers.

    What is asked of a node is answered by an actor there that takes no CPU; it stands until we leave, for Ray soon ends
    the process of a task, and the next one takes seconds to start. This process must run on a node of the cluster,
    which may have no CPUs itself, as Ray has it.
    """

    name = "ray"
    requires = {"ray": "pip install 'workbench[ray]'"}
    _group: Any = None
    _connected = False

    def __init__(self, access: Access, scratch: Optional[str] = None) -> None:
        super().__init__(access, scratch)
        self._actors: Dict[str, Any] = {}

    def connect(self, archive: Optional[str] = None) -> None:
        """With a token where the access names its file, and in a network namespace where it names one.

        The archive becomes the working folder of what runs there.
        """
        if self.access.network is not None:
            _networks.enter(self.access.network)
        _knock(self.access.address)
        os.environ.update(SETTINGS)
        if self.access.token_file is not None:
            os.environ.update({"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": self.access.token_file})
        import ray
        from ray._raylet import GcsClient  # type: ignore[attr-defined]  # compiled

        options: Dict[str, Any] = {}
        if archive is not None:
            options["runtime_env"] = {"working_dir": self._unpacked(archive)}
        try:
            if os.environ.get("RAY_AUTH_MODE") == "token":
                # With a wrong one `ray.init` tries again for 20 s.
                GcsClient(address=self.access.address).get_all_node_info(timeout=CONNECT_SECONDS)
            ray.init(self.access.address, log_to_driver=False, logging_level=logging.ERROR, **options)
        except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
            raise _not_let_in(self.access.address, error) from error
        self._connected = True

    def nodes(self) -> List[ClusterNode]:
        """Living nodes that have CPUs, by address."""
        return [ClusterNode(node, address, cpus) for node, address, cpus in self._alive()]

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """Reserve it: a placement group that can't be made now fails at once, as it may never be."""
        from ray.util.placement_group import placement_group, remove_placement_group

        if self._group is not None:
            remove_placement_group(self._group)
            self._group = None
        bundles, strategy, selectors = self._bundles(workers, nodes)
        self._group = placement_group(bundles, strategy=strategy, bundle_label_selector=selectors)
        if not self._group.wait(LEND_SECONDS):
            raise WorkbenchError(
                "this Ray cluster has the CPUs, but did not lend %d of them within %g s: other jobs hold them"
                % (workers, LEND_SECONDS),
                "wait for them to end: ray status",
            )
        return Part(self._lent(), self._group)

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """By the actor of each, all at once."""
        pending = {node: self._actor(node).call.remote(function, *arguments) for node in nodes}
        return {node: self._answer(node, reference) for node, reference in pending.items()}

    def engine_figures(self, nodes: Sequence[str]) -> Mapping[str, EngineAnswer]:
        """See workbench.clusters._ray_figures."""
        import ray
        from ray._private.state import available_resources_per_node

        return _ray_figures.figures(nodes, ray.nodes(), available_resources_per_node(), self.on_nodes)

    def close(self) -> None:
        """Give the part back and disconnect."""
        if self._connected:
            import ray
            from ray.util.placement_group import remove_placement_group

            if self._group is not None:
                remove_placement_group(self._group)
            ray.shutdown()

    def _actor(self, node: str) -> Any:
        """The one that stands on a node; a new one where it has died."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        class Answering:
            """Pickled as a whole, for our modules need not be there."""

            def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
                return function(*arguments)

        if node not in self._actors:
            there = NodeAffinitySchedulingStrategy(node, soft=False)
            options = {"num_cpus": 0, "max_concurrency": AT_ONCE, "scheduling_strategy": there}
            self._actors[node] = ray.remote(**options)(Answering).remote()
        return self._actors[node]

    def _answer(self, node: str, reference: Any) -> Any:
        """What it returned, or the exception that stands for it."""
        import ray

        try:
            return ray.get(reference, timeout=ANSWER_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever it was stands for the answer
            if isinstance(error, ray.exceptions.RayActorError):
                self._actors.pop(node, None)
            return error

    def _unpacked(self, archive: str) -> str:
        folder = os.path.join(self.scratch or os.path.dirname(archive), "code")
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        return folder

    def _alive(self) -> List[Tuple[str, str, int]]:
        """Node id, address and CPUs, in the order of addresses."""
        import ray

        found = [
            (node["NodeManagerAddress"], node["NodeID"], int(node["Resources"].get("CPU", 0)))
            for node in ray.nodes()
            if node["Alive"]
        ]
        return [(node, address, cpus) for address, node, cpus in sorted(found) if cpus > 0]

    def _bundles(
        self, workers: int, nodes: Optional[int]
    ) -> Tuple[List[Dict[str, float]], str, Optional[List[Dict[str, str]]]]:
        """What to ask for: bundles, how they lie to one another, and on which nodes."""
        alive = self._alive()
        if nodes is None:
            if workers > sum(cpus for _, _, cpus in alive):
                raise WorkbenchError(
                    "this Ray cluster has no %d CPUs: it has %s" % (workers, _told(alive)), "ask for fewer workers"
                )
            return [{"CPU": 1.0}] * workers, "PACK", None
        share = equal_share(workers, nodes)
        able = [node for node, _, cpus in alive if cpus >= share][:nodes]
        if len(able) < nodes:
            raise WorkbenchError(
                "this Ray cluster has no %d nodes with %d CPUs each: it has %s" % (nodes, share, _told(alive)),
                "ask for less, or start more nodes: ray start --address=%s" % self.access.address,
            )
        return [{"CPU": float(share)}] * nodes, "STRICT_SPREAD", [{"ray.io/node-id": node} for node in able]

    def _lent(self) -> Dict[str, int]:
        from ray.util.placement_group import placement_group_table

        told = placement_group_table(self._group)
        workers: Dict[str, int] = {}
        for index, node in told["bundles_to_node_id"].items():
            workers[node] = workers.get(node, 0) + int(told["bundles"][index]["CPU"])
        return workers


def _knock(address: str) -> None:
    """Raise WorkbenchError where nobody listens: Ray itself would try for a minute, and then end this process."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise _not_let_in(address, error) from error


def _not_let_in(address: str, error: BaseException) -> WorkbenchError:
    return WorkbenchError(
        "no Ray cluster lets us in at %s: %s" % (address, _sentence(error)),
        "start one: ray start --head; with a token name its file: token_file = …",
    )


def _told(alive: Sequence[Tuple[str, str, int]]) -> str:
    return ", ".join("%s (%d CPUs)" % (address, cpus) for _, address, cpus in alive) or "none"


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


PLUGIN = RayCluster
