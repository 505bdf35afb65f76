"""What a practice cluster is to be made of: names and addresses, chosen before anything is made by them."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.model.practice import PracticeCluster, PracticeNode
from workbench.practice import addresses, groups, links
from workbench.practice.state import folder_of, read_cluster, reserving, write_cluster
from workbench.practice.tools import PracticeError

LEAST_CPUS = 0.02
LOOPBACK_BITS = 8


@dataclass(frozen=True)
class Asked:
    """What a person asked for; `pythons` are interpreters by engine, where it isn't ours."""

    name: str
    nodes: int
    workers_per_node: int
    cpus_per_worker: float | None
    memory_limit_bytes: int | None
    link_bits_per_second: int | None
    pythons: Mapping[str, str]


def check(asked: Asked) -> None:
    """Raises PracticeError for what makes no cluster on this machine."""
    if not 1 <= asked.nodes <= addresses.MOST_NODES or asked.workers_per_node < 1:
        raise PracticeError(f"a practice cluster has 1 to {addresses.MOST_NODES} nodes, each with 1 worker or more")
    if asked.cpus_per_worker is not None:
        _check_cpus(asked, asked.cpus_per_worker, os.cpu_count() or 1)


def _check_cpus(asked: Asked, each: float, there: int) -> None:
    total = asked.nodes * asked.workers_per_node * each
    if each < LEAST_CPUS:
        raise PracticeError(f"{each:g} CPUs a worker are too few to be kept: from {LEAST_CPUS:g} on")
    if total > there + 1e-9:
        raise PracticeError(
            f"{asked.nodes} nodes × {asked.workers_per_node} workers × {each:g} are {total:g} CPUs; "
            f"this machine has {there}",
            f"give each at most --cpus-per-worker {there / asked.nodes / asked.workers_per_node:.2g}",
        )


def reserve(asked: Asked, root: str) -> PracticeCluster:
    """Choose names and addresses and write them down. Raises PracticeError for a name that is taken."""
    why_not = links.why_not()
    with reserving(root):
        folder = folder_of(root, asked.name)
        if read_cluster(root, asked.name) is not None:
            raise PracticeError(f"{asked.name!r} is up already", f"end it: workbench cluster down {asked.name}")
        marker = secrets.token_hex(8)
        cluster = PracticeCluster(
            name=asked.name,
            marker=marker,
            folder=folder,
            scratch=os.path.join(_short_temporary(), _short(marker)),
            host_address="127.0.0.1",
            prefix_bits=LOOPBACK_BITS,
            made_at=time.time(),
            workers_per_node=asked.workers_per_node,
            cpus_per_worker=asked.cpus_per_worker,
            memory_limit_bytes=asked.memory_limit_bytes,
            link_bits_per_second=asked.link_bits_per_second,
            pythons=asked.pythons,
        )
        cluster = _on_loopback(cluster, asked, why_not) if why_not else _on_a_bridge(cluster, asked)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        write_cluster(cluster)
    return cluster


def _short(marker: str) -> str:
    """Before the names of all that is made, so that no other's is ever taken away; an interface's has 15 characters."""
    return f"wb{marker[:6]}"


def _short_temporary() -> str:
    """Ray's sockets have long names, and a path to a socket ends at 107 bytes."""
    return min(tempfile.gettempdir(), "/tmp", key=len)  # noqa: S108 - the folder in it is private


def _on_a_bridge(cluster: PracticeCluster, asked: Asked) -> PracticeCluster:
    network = addresses.free_range(addresses.taken_ranges())
    short = _short(cluster.marker)
    nodes = tuple(
        replace(
            node,
            address=addresses.node_address(network, index),
            namespace=f"{short}-{node.name}",
            link=f"{short}n{index + 1}",
        )
        for index, node in enumerate(_nodes(cluster, asked))
    )
    return _in_groups(
        replace(
            cluster,
            host_address=addresses.host_address(network),
            prefix_bits=network.prefixlen,
            bridge=short,
            front=PracticeNode(
                f"{cluster.name}-front",
                addresses.front_address(network),
                os.path.join(cluster.scratch, "0"),
                namespace=f"{short}-{cluster.name}-front",
                link=f"{short}n0",
            ),
            nodes=nodes,
        )
    )


def _on_loopback(cluster: PracticeCluster, asked: Asked, why_not: str) -> PracticeCluster:
    sentence = (
        f"{why_not}, so these nodes are processes on addresses 127.0.0.x of this machine: they share one network, "
        "whose speed can't be set, and none can be cut off"
    )
    nodes = tuple(
        replace(node, address=f"127.0.0.{addresses.FIRST_NODE + index}")
        for index, node in enumerate(_nodes(cluster, asked))
    )
    return _in_groups(replace(cluster, nodes=nodes, without=(sentence,), link_bits_per_second=None))


def _nodes(cluster: PracticeCluster, asked: Asked) -> tuple[PracticeNode, ...]:
    return tuple(
        PracticeNode(f"{cluster.name}-{number}", "", os.path.join(cluster.scratch, str(number)))
        for number in range(1, asked.nodes + 1)
    )


def _in_groups(cluster: PracticeCluster) -> PracticeCluster:
    """Groups are made without limits, too: they tell which processes are the node's."""
    found, why_not = groups.places()
    limited = cluster.cpus_per_worker is not None or cluster.memory_limit_bytes is not None
    if why_not is not None and limited:
        sentence = f"no limits on CPU time or memory: {why_not}"
        cluster = replace(cluster, without=(*cluster.without, sentence))
    nodes = tuple(
        replace(node, cgroups=groups.folders(found, f"workbench-practice-{cluster.marker[:6]}-{node.name}"))
        for node in cluster.nodes
    )
    return replace(cluster, nodes=nodes)
