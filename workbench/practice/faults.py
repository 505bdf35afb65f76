"""What can go wrong with a cluster, done to a practice cluster on purpose. `healing` undoes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from workbench.model.practice import PracticeCluster, PracticeNode, PracticeProcess
from workbench.practice import groups, links, shaping
from workbench.practice.processes import family, is_alive, kill, kill_number
from workbench.practice.site import SCHEDULER, node_process
from workbench.practice.tools import PracticeError

SLOWEST_CPUS = 0.01
"""The kernel gives a group at least a millisecond in every hundred."""


def kill_worker(cluster: PracticeCluster, engine: str, node: PracticeNode) -> str:
    """Kill one process that does the engine's work on a node, as the kernel does when memory runs out.

    Raises PracticeError where there is none: Ray, Spark and MPI have workers only while something runs.
    """
    for pid in on_node(cluster, node):
        if _WORKS[engine](_words(pid), _parent_words(pid)) and kill_number(pid):
            return f"killed a worker of {engine} on {node.name} (process {pid})"
    raise PracticeError(f"no worker of {engine} runs on {node.name} now")


def kill_node(cluster: PracticeCluster, node: PracticeNode) -> str:
    """End all that runs on a node, and its link first: a machine that loses its power says no good-bye."""
    if node.link is not None:
        links.cut(node)
    for pid in sorted(on_node(cluster, node)):
        kill_number(pid)
    return f"killed {node.name}"


def cut_node(cluster: PracticeCluster, node: PracticeNode) -> str:
    """Take a node off the network; its processes go on. Raises PracticeError where nodes share one network."""
    _needs_links(cluster)
    links.cut(node)
    return f"cut {node.name} off"


def kill_scheduler(cluster: PracticeCluster, engine: str) -> str:
    """Kill an engine's scheduler, master or head, and what it started. Raises PracticeError where it has none."""
    for process in cluster.processes:
        if process.role == SCHEDULER and process.engine == engine and is_alive(process):
            kill_family(process)
            return f"killed the scheduler of {engine}"
    raise PracticeError(f"{engine} has no scheduler that runs")


def slow_link(cluster: PracticeCluster, nodes: Sequence[PracticeNode], bits_per_second: int) -> str:
    """Give nodes slower links. Raises PracticeError where links can't be shaped."""
    _needs_links(cluster)
    for node in nodes:
        shaping.shape(node, bits_per_second)
    return f"links of {', '.join(node.name for node in nodes)}: {shaping.format_rate(bits_per_second)}"


def slow_node(cluster: PracticeCluster, node: PracticeNode, share: float) -> str:
    """Leave a node that share of its CPU time. Raises PracticeError where it has no limit of its own."""
    if cluster.cpus_per_worker is None or not node.cgroups:
        raise PracticeError(
            f"{node.name} has no limit on CPU time that could be lowered", "bring the cluster up with --cpus-per-worker"
        )
    if not 0 < share <= 1 or cluster.cpus_per_worker * share < SLOWEST_CPUS:
        raise PracticeError(f"a share is above 0, at most 1, and leaves a worker {SLOWEST_CPUS:g} CPUs or more")
    groups.limit(cluster, node, share)
    return f"{node.name} has {share:g} of its CPU time"


def kill_family(process: PracticeProcess) -> None:
    """Kill a process and all that descends from it."""
    below = family(process.pid) if is_alive(process) else []
    kill(process)
    for pid in below:
        kill_number(pid)


def on_node(cluster: PracticeCluster, node: PracticeNode) -> Iterator[int]:
    """The processes on a node, its first one included: those in its process namespace, else those with its TMPDIR."""
    wanted = f"TMPDIR={node.scratch}".encode()
    first = node_process(cluster, node)
    space = None if first is None else _link(f"/proc/{first[0]}/ns/pid")
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        if space is None:
            there = wanted in _bytes(f"/proc/{name}/environ").split(b"\0")
        else:
            there = _link(f"/proc/{name}/ns/pid") == space
        if there:
            yield int(name)


def _needs_links(cluster: PracticeCluster) -> None:
    if cluster.bridge is None:
        raise PracticeError("the nodes share this machine's network, of which none can be cut off or slowed")


def _words(pid: int) -> str:
    return _bytes(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode("utf-8", "replace")


def _parent_words(pid: int) -> str:
    fields = _bytes(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return _words(int(fields[1])) if len(fields) > 1 else ""


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None


_RAYS_OWN = tuple(
    "ray::" + name for name in ("IDLE", "SPILL_", "RESTORE_", "DELETE_", "DashboardAgent", "RuntimeEnvAgent")
)
"""Titles of what does no work. A raylet whose agent is killed ends, and the node with it."""
_STARTS_RANKS = ("hydra_pmi_proxy", "prted", "orted")
_LOOKS_ON = " by-host "
"""What a rank of ours is told that looks after its host (workbench.child.mpi_rank) beside those that work."""
_WORKS: Mapping[str, Callable[[str, str], bool]] = {
    "dask": lambda words, _: "distributed.cli.dask_worker" in words,
    "ray": lambda words, _: words.startswith("ray::") and not words.startswith(_RAYS_OWN),
    "spark": lambda words, _: "CoarseGrainedExecutorBackend" in words,
    "mpi": lambda words, parent: os.path.basename(parent.split(" ")[0]) in _STARTS_RANKS and _LOOKS_ON not in words,
}
"""Whether a process does an engine's work, by its command line and its parent's."""
