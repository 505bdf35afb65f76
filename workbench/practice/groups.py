"""A node's control groups: the node's limits, below it a group `main` and one for each of its workers.

The layout is the same in versions 1 and 2, whose inner groups may hold no process (cgroup-v2.rst).
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from workbench.model.practice import PracticeCluster, PracticeNode
from workbench.running.limits import control
from workbench.running.limits.control import CannotLimit
from workbench.running.limits.hierarchies import CPU, MEMORY, Hierarchy, find_hierarchies

MAIN = "main"
REMOVE_SECONDS = 10.0


def places(proc: str = "/proc") -> tuple[Mapping[str, Hierarchy], str | None]:
    """Where groups for CPU and memory may be made, and why not where they may not."""
    found = find_hierarchies((CPU, MEMORY), (), proc)
    return found.places, "; ".join(found.reasons.values()) or None


def folders(found: Mapping[str, Hierarchy], name: str) -> tuple[str, ...]:
    """The folders of a node's groups of that name, one a hierarchy."""
    return tuple(dict.fromkeys(os.path.join(place.folder, name) for place in found.values()))


def worker_group(index: int) -> str:
    """The name of the group of a node's worker."""
    return f"worker-{index}"


def make(cluster: PracticeCluster, node: PracticeNode) -> None:
    """Make a node's groups, without limits yet. Raises CannotLimit."""
    for folder in node.cgroups:
        _mkdir(folder)
        if _version(folder) == 2:
            for controller in (CPU, MEMORY):
                control.write(os.path.join(folder, "cgroup.subtree_control"), f"+{controller}")
        for name in (MAIN, *map(worker_group, range(cluster.workers_per_node))):
            _mkdir(os.path.join(folder, name))


def limit(cluster: PracticeCluster, node: PracticeNode, share: float = 1.0) -> None:
    """Put the limits of the cluster on a node, its CPU time times `share`. Raises CannotLimit.

    Each worker that has a group of its own has `cpus_per_worker`; all that runs on the node has that for each worker.
    """
    for folder in node.cgroups:
        if cluster.cpus_per_worker is not None and limits_cpu(folder):
            cores = cluster.cpus_per_worker * share
            # A group's quota may not be above the quota of the group that it is in, whichever is set first.
            groups = [os.path.join(folder, worker_group(index)) for index in range(cluster.workers_per_node)]
            unlimit_cpu(folder, groups)
            _limit_cpu(folder, cores * cluster.workers_per_node)
            for group in groups:
                _limit_cpu(group, cores)
        if cluster.memory_limit_bytes is not None and _has(folder, "memory.max", "memory.limit_in_bytes"):
            control.limit_memory(_version(folder), folder, cluster.memory_limit_bytes)


def unlimit_cpu(folder: str, groups: Sequence[str]) -> None:
    """Take the CPU limits of a node and of its workers away."""
    for group in (*groups, folder):
        if _version(group) == 2:
            control.write(os.path.join(group, "cpu.max"), "max")
        else:
            control.write(os.path.join(group, "cpu.cfs_quota_us"), "-1")


def remove(node: PracticeNode) -> None:
    """Remove a node's groups, once their processes are dead; the kernel may take a moment. Raises CannotLimit."""
    deadline = time.monotonic() + REMOVE_SECONDS
    for folder in node.cgroups:
        for path, _, _ in os.walk(folder, topdown=False):
            while os.path.isdir(path):
                try:
                    os.rmdir(path)
                except OSError as error:
                    if time.monotonic() > deadline:
                        raise CannotLimit(f"the control group {path} can't be removed: {error.strerror}") from error
                    time.sleep(0.02)


def limits_cpu(folder: str) -> bool:
    """Whether a group can limit CPU time; of several hierarchies only one can."""
    return _has(folder, "cpu.max", "cpu.cfs_quota_us")


def entry(node: PracticeNode, group: str) -> tuple[str, ...]:
    """The folders that a process of the node enters."""
    return tuple(os.path.join(folder, group) for folder in node.cgroups)


def _limit_cpu(folder: str, cores: float) -> None:
    for name, text in control.cpu_quota(_version(folder), cores):
        control.write(os.path.join(folder, name), text)


def _mkdir(folder: str) -> None:
    try:
        os.mkdir(folder)
    except OSError as error:
        raise CannotLimit(f"the control group {folder} could not be made: {error.strerror}") from error


def _version(folder: str) -> int:
    return 2 if os.path.exists(os.path.join(folder, "cgroup.controllers")) else 1


def _has(folder: str, *names: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in names)
