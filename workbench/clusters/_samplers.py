"""A sampler on every node that a case was lent, started and collected through the cluster's engine."""

from __future__ import annotations

import os
import time
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from workbench.clusters._clocks import ClockOffset, measure_offsets, reconciled
from workbench.contracts import Cluster
from workbench.telemetry import node_service

READY_SECONDS = 30.0
END_SECONDS = 15.0
POLL_SECONDS = 0.05


class NodeSamplers:
    """Begun once the workers stand, ended once the work is done. A lost sampler costs no more than its figures."""

    def __init__(self, cluster: Cluster, places: Sequence[Tuple[str, int]]) -> None:
        self._cluster = cluster
        self._pids: Dict[str, List[int]] = {}
        for node, pid in places:
            self._pids.setdefault(node, []).append(pid)
        self._folders: Dict[str, str] = {}
        self._ready: Dict[str, Mapping[str, Any]] = {}
        self._offsets: Dict[str, ClockOffset] = {}
        self._lost: Dict[str, str] = {}

    def begin(self, order: Mapping[str, Any]) -> None:
        """Start them, wait until all watch, and measure how far their clocks are from ours."""
        for node, pids in self._pids.items():
            here = {**order, "pid": pids[0], "beside": pids[1:], "standing": True, "workers": len(pids)}
            self._keep(self._folders, self._cluster.on_nodes([node], node_service.begin, here))
        self._ready = self._all(node_service.ready, READY_SECONDS)
        self._offsets = measure_offsets(self._cluster, self._ready)

    def end(self, scratch: str) -> List[Dict[str, Any]]:
        """End them; what each node's came to, by node. Its points are in a file in `scratch`, named there."""
        for node in self._ready:
            self._call(node, node_service.ask_to_end)
        later = measure_offsets(self._cluster, self._ready)
        collected = self._all(node_service.collect, END_SECONDS, False)
        for node in set(self._folders) - set(collected):
            self._keep(collected, self._call(node, node_service.collect, True))
        told = [self._told(node, collected.get(node), later.get(node), scratch) for node in self._pids]
        _refuse_shared_networks(told)
        return told

    def _told(
        self, node: str, collected: Optional[Mapping[str, Any]], later: Optional[ClockOffset], scratch: str
    ) -> Dict[str, Any]:
        told: Dict[str, Any] = {"node": node, "lost": self._lost.get(node)}
        began = self._ready.get(node)
        if began is not None:
            told["identity"] = list(began["identity"])
            told["began"] = began["began"]
            told["machine"] = began["machine"]
            told["cpu_limit_per_worker_cores"] = began["cpu_limit_per_worker_cores"]
        offset = reconciled(self._offsets.get(node), later)
        if offset is not None:
            told["offset"] = list(offset)
        if collected is None:
            told["lost"] = told["lost"] or "its sampler never watched"
            return told
        told["summary"] = collected["summary"]
        if collected["summary"] is None:
            told["lost"] = "its sampler ended early%s" % (collected["errors"] and ": " + collected["errors"][-300:])
        else:
            told["lost"] = None
        if began is not None and began["network"] and collected["network"]:
            told["network"] = _growth(began["network"], collected["network"])
        told["points"] = "points-%d.z" % list(self._pids).index(node)
        with open(os.path.join(scratch, told["points"]), "wb") as file:
            file.write(collected["points"])
        return told

    def _all(self, function: Any, seconds: float, *arguments: Any) -> Dict[str, Any]:
        """Ask each node's sampler again and again until it has an answer, at the longest so many seconds."""
        found: Dict[str, Any] = {}
        deadline = time.monotonic() + seconds
        waiting = [node for node in self._folders if node not in self._lost]
        while waiting and time.monotonic() < deadline:
            for node in waiting:
                self._keep(found, self._call(node, function, *arguments))
            waiting = [node for node in waiting if node not in found and node not in self._lost]
            if waiting:
                time.sleep(POLL_SECONDS)
        for node in waiting:
            self._lost[node] = "its sampler did not answer within %g s" % seconds
        return found

    def _call(self, node: str, function: Any, *arguments: Any) -> Dict[str, Any]:
        return self._cluster.on_nodes([node], function, self._folders[node], *arguments)

    def _keep(self, into: Dict[str, Any], answers: Mapping[str, Any]) -> None:
        for node, answer in answers.items():
            if isinstance(answer, BaseException):
                self._lost[node] = "%s: %s" % (type(answer).__name__, answer)
            elif answer is not None:
                into[node] = answer


def _growth(before: Sequence[int], after: Sequence[int]) -> List[int]:
    received, sent = after
    return [received - before[0], sent - before[1]]


def _refuse_shared_networks(told: Sequence[Dict[str, Any]]) -> None:
    """Bytes are a node's own only where nobody else who is watched, we included, has its interfaces."""
    networks = [tuple(each["identity"][1:]) for each in told if "identity" in each]
    networks.append(node_service.identity()[1:])
    for each in told:
        if "identity" in each and networks.count(tuple(each["identity"][1:])) > 1:
            each.pop("network", None)
            each["network_unavailable"] = "it shares its network interfaces with another node, or with who measures"
