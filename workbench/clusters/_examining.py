"""What a cluster's nodes are and how they are connected, asked by its engine's own means."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from workbench.clusters._clocks import measure_offsets
from workbench.contracts import Cluster
from workbench.model.cluster import ClusterNode
from workbench.telemetry import exchange
from workbench.telemetry.machine import read_machine

MOST_PAIRED = 12
"""With more nodes than that each is measured with the next one only: pairs grow with the square."""
EXCHANGE_SECONDS = 0.5


def examine(cluster: Cluster, shared_file: str) -> Dict[str, Any]:
    """By node its machine, clock and whether it sees the file; and what every pair exchanges, in both directions.

    `nodes` and `exchanges` have the fields of workbench.model.examination. One exchange at a time: two would share
    links.
    """
    nodes = cluster.nodes()
    offsets = measure_offsets(cluster, [node.id for node in nodes])
    seen = content(shared_file)
    described = []
    for node in nodes:
        offset = offsets.get(node.id)
        machine = _ask(cluster, node, machine_here)
        there = _ask(cluster, node, content, shared_file)
        described.append(
            {
                "id": node.id,
                "machine": machine.answer,
                "clock_offset_seconds": None if offset is None else offset.seconds,
                "clock_uncertainty_seconds": None if offset is None else offset.uncertainty_seconds,
                "shares_files": None if there.problem else there.answer == seen,
                "problem": machine.problem,
            }
        )
    return {"nodes": described, "exchanges": list(_exchanges(cluster, nodes))}


def machine_here() -> Dict[str, Any]:
    """The fingerprint of the node this is called on."""
    return asdict(read_machine())


def content(path: str) -> Optional[str]:
    """What a file holds; None where there is none to be read."""
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None


def pairs(count: int) -> List[Tuple[int, int]]:
    """Who is measured with whom: every pair, in both directions, or of many nodes each with the next."""
    if count > MOST_PAIRED:
        return [(index, (index + 1) % count) for index in range(count)]
    return [(sender, receiver) for receiver in range(count) for sender in range(count) if sender != receiver]


class _Answer:
    def __init__(self, answer: Any) -> None:
        failed = isinstance(answer, BaseException)
        self.answer = None if failed else answer
        self.problem = "%s: %s" % (type(answer).__name__, answer) if failed else None


def _ask(cluster: Cluster, node: ClusterNode, function: Any, *arguments: Any) -> _Answer:
    return _Answer(cluster.on_nodes([node.id], function, *arguments)[node.id])


def _exchanges(cluster: Cluster, nodes: Sequence[ClusterNode]) -> Iterator[Dict[str, Any]]:
    for receiver, listener in enumerate(nodes):
        senders = [sender for sender, to in pairs(len(nodes)) if to == receiver]
        if not senders:
            continue
        listening = _ask(cluster, listener, exchange.begin, listener.address)
        for sender in senders:
            told: Dict[str, Any] = {"sender": nodes[sender].id, "receiver": listener.id, "problem": listening.problem}
            if listening.answer is not None:
                found = _ask(cluster, nodes[sender], exchange.measure, tuple(listening.answer), EXCHANGE_SECONDS)
                told["problem"] = found.problem
                if found.answer is not None:
                    told["round_trip_seconds"], told["bytes_per_second"] = found.answer
            yield told
        if listening.answer is not None:
            _ask(cluster, listener, exchange.end, tuple(listening.answer))
