"""Practice clusters, as a person asks for them: up, list, down."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.model.practice import PracticeCluster
from workbench.practice.down import take_down
from workbench.practice.engines.engine import Engine
from workbench.practice.processes import is_alive
from workbench.practice.state import default_root, known_cluster, names, read_cluster
from workbench.practice.up import Asked, bring_up


@dataclass(frozen=True)
class ListedCluster:
    """A cluster that is kept, and which of its processes are no more."""

    cluster: PracticeCluster
    dead: tuple[str, ...]


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


def _dead(cluster: PracticeCluster) -> tuple[str, ...]:
    return tuple(
        " ".join(filter(None, (process.engine, process.role, process.node and f"on {process.node}")))
        for process in cluster.processes
        if not is_alive(process)
    )


def _engine(name: str) -> Engine:
    engine: Engine = importlib.import_module(f"workbench.practice.engines.{name}").ENGINE
    return engine
