"""Practice clusters, as a person asks for them: up, list, down."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.model.cluster import Access
from workbench.model.practice import EngineAccess, PracticeCluster, PracticeNode
from workbench.practice import faults
from workbench.practice.down import take_down
from workbench.practice.engines.engine import Engine
from workbench.practice.healing import heal
from workbench.practice.layout import Asked
from workbench.practice.processes import is_alive
from workbench.practice.site import described
from workbench.practice.state import default_root, known_cluster, names, read_cluster
from workbench.practice.tools import PracticeError
from workbench.practice.up import bring_up


@dataclass(frozen=True)
class ListedCluster:
    """A cluster that is kept, and which of its processes are no more."""

    cluster: PracticeCluster
    dead: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where a fault is made; None: the last node, or for links all of them, and the first engine. `value` is the link's
    speed in bits per second, or the share of its CPU time that a node keeps."""

    node: str | None = None
    engine: str | None = None
    value: float | None = None


def bring_cluster_up(asked: Asked, engines: Sequence[str], tell: Callable[[str], None]) -> PracticeCluster:
    """See `workbench.practice.up`."""
    return bring_up(asked, [_engine(name) for name in engines], default_root(), tell)


def list_clusters() -> tuple[ListedCluster, ...]:
    """Every cluster that is kept for this user."""
    root = default_root()
    found = (read_cluster(root, name) for name in names(root))
    return tuple(ListedCluster(cluster, _dead(cluster)) for cluster in found if cluster is not None)


def take_cluster_down(name: str) -> bool:
    """End the cluster of that name; False where no cluster is up at all. Raises PracticeError where only others are."""
    root = default_root()
    if read_cluster(root, name) is None and not names(root):
        return False
    take_down(known_cluster(root, name))
    return True


def practice_accesses(name: str) -> Mapping[str, Access]:
    """How the engines of a practice cluster are reached, by engine. Raises PracticeError where there is none."""
    cluster = known_cluster(default_root(), name)
    if not cluster.complete:
        raise PracticeError(f"practice cluster {name} is not complete", f"workbench cluster down {name}, and up again")
    return {engine: _access(engine, access) for engine, access in cluster.engines.items()}


def _access(engine: str, access: EngineAccess) -> Access:
    return Access(
        engine,
        access.address,
        tls_ca=access.tls.get("ca"),
        tls_cert=access.tls.get("cert"),
        tls_key=access.tls.get("key"),
        token_file=access.token_file,
        secret_file=access.secret_file,
        hostfile=access.hostfile,
        agent=access.agent,
        network=access.network,
    )


def make_fault(kind: str, name: str, place: Place) -> tuple[str, ...]:
    """Do something to a cluster on purpose, or make it whole again (`heal`); what was done, in words.

    Raises PracticeError for what can't be done to it.
    """
    cluster = known_cluster(default_root(), name)
    if kind == "heal":
        return tuple(
            f"started anew: {what}" for what in heal(cluster, [_engine(each) for each in cluster.engines])
        ) or ("nothing had died",)
    engine = place.engine or next(iter(cluster.engines))
    if engine not in cluster.engines:
        raise PracticeError(f"{engine} is not on {name}; there is {', '.join(cluster.engines)}")
    nodes = _nodes(cluster, place.node)
    kinds: Mapping[str, Callable[[], str]] = {
        "kill-worker": lambda: faults.kill_worker(cluster, engine, nodes[-1]),
        "kill-node": lambda: faults.kill_node(cluster, nodes[-1]),
        "cut-node": lambda: faults.cut_node(cluster, nodes[-1]),
        "kill-scheduler": lambda: faults.kill_scheduler(cluster, engine),
        "slow-link": lambda: faults.slow_link(cluster, nodes, int(place.value or 0)),
        "slow-node": lambda: faults.slow_node(cluster, nodes[-1], place.value or 0),
    }
    return (kinds[kind](),)


def _nodes(cluster: PracticeCluster, name: str | None) -> tuple[PracticeNode, ...]:
    if name is None:
        return cluster.nodes
    found = tuple(node for node in cluster.nodes if name in {node.name, node.address})
    if not found:
        raise PracticeError(
            f"{cluster.name} has no node {name!r}; there are {', '.join(n.name for n in cluster.nodes)}"
        )
    return found


def _dead(cluster: PracticeCluster) -> tuple[str, ...]:
    return tuple(described(process) for process in cluster.processes if not is_alive(process))


def _engine(name: str) -> Engine:
    engine: Engine = importlib.import_module(f"workbench.practice.engines.{name}").ENGINE
    return engine
