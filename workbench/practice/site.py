"""A cluster while it is being built: starts processes on its nodes and keeps what it did, step by step."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from workbench.model.practice import EngineAccess, PracticeCluster, PracticeNode, PracticeProcess
from workbench.practice import groups, links, threshold
from workbench.practice.processes import VARIABLE, is_alive, started_at
from workbench.practice.state import write_cluster, write_private
from workbench.practice.tools import PracticeError, call

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""A worker is one thread; engines that know better set these themselves."""
NODE, SCHEDULER, WORKER = "node", "scheduler", "worker"
TAIL_BYTES = 2000


class Site:
    """Every step is on disk before the next one is made."""

    def __init__(self, cluster: PracticeCluster) -> None:
        self.cluster = cluster

    def python(self, engine: str) -> str:
        """The interpreter that an engine runs on."""
        return self.cluster.pythons.get(engine, sys.executable)

    def keep(self, cluster: PracticeCluster) -> None:
        """Take a new state and write it."""
        self.cluster = cluster
        write_cluster(cluster)

    def path(self, *parts: str) -> str:
        """A path in the cluster's folder."""
        return os.path.join(self.cluster.folder, *parts)

    def network(self, node: PracticeNode) -> str | None:
        """The file of a node's network namespace; None where it has none."""
        return None if node.namespace is None else links.namespace_path(node)

    def secret(self, name: str) -> str:
        """A new secret in a file of that name, which only this user may read; returns its path."""
        path = self.path(name)
        write_private(path, secrets.token_hex(32).encode())
        return path

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Ours, with these variables and the mark of the cluster's processes."""
        return {**os.environ, **variables, VARIABLE: self.cluster.marker}

    def boot(self, node: PracticeNode) -> None:
        """Make a node's namespaces. Raises PracticeError."""
        self.start_again(PracticeProcess(NODE, 0, 0, node=node.name))

    def start(
        self,
        engine: str,
        role: str,
        argv: Sequence[str],
        variables: Mapping[str, str],
        node: PracticeNode | None = None,
        group: str = groups.MAIN,
        name: str = "",
    ) -> None:
        """Start a process of an engine on a node, or beside the nodes. Raises PracticeError."""
        log = self.path("logs", f"{engine}-{role}{'' if node is None else '-' + node.name}{name}.log")
        place = None if node is None else node.name
        self.start_again(PracticeProcess(role, 0, 0, engine, place, tuple(argv), variables, group, log))

    def start_again(self, process: PracticeProcess) -> None:
        """Start what was started before, or would be, and keep it in that one's place. Raises PracticeError."""
        node = None if process.node is None else self.cluster.node(process.node)
        folder = self.cluster.scratch if node is None else node.scratch
        order = {
            "verb": "boot" if process.role == NODE else "enter",
            "groups": () if node is None else groups.entry(node, process.group),
            "network": None if node is None else self.network(node),
            "log": process.log or os.devnull,
            "hostname": process.node,
            "hosts": self.path("hosts"),
            "node": None if node is None or process.role == NODE else node_process(self.cluster, node),
            "argv": process.command,
            "folder": folder,
            "wait": False,
        }
        argv = [sys.executable, "-I", "-S", threshold.__file__, json.dumps(order)]
        variables = {"TMPDIR": folder, **dict.fromkeys(THREADS, "1"), **process.variables}
        pid = int(call(argv, self.environment(variables), f"can't start the {described(process)}"))
        started = replace(process, pid=pid, started=started_at(pid) or 0)
        others = (each for each in self.cluster.processes if each != process)
        self.keep(replace(self.cluster, processes=(*others, started)))

    def reach(self, engine: str, access: EngineAccess) -> None:
        """Keep how an engine is reached."""
        self.keep(replace(self.cluster, engines={**self.cluster.engines, engine: access}))

    def check_alive(self, engine: str) -> None:
        """Raises PracticeError, with the end of its log, where a process of the engine has ended."""
        for process in self.cluster.processes:
            if process.engine == engine and not is_alive(process):
                raise PracticeError(f"the {described(process)} ended:\n{_tail(process.log)}")


def described(process: PracticeProcess) -> str:
    """`dask worker on lab-1`, `node lab-1`, `ray scheduler`."""
    if process.engine is None:
        return f"{process.role} {process.node}"
    place = process.node is not None and process.role != SCHEDULER
    return f"{process.engine} {process.role}" + (f" on {process.node}" if place else "")


def node_process(cluster: PracticeCluster, node: PracticeNode) -> tuple[int, int] | None:
    """The first process of a node and when it started; None where it has none: in front, and without namespaces.

    Raises PracticeError where the node is down.
    """
    if node.namespace is None or node == cluster.front:
        return None
    for process in cluster.processes:
        if process.role == NODE and process.node == node.name and is_alive(process):
            return process.pid, process.started
    raise PracticeError(f"node {node.name} is down")


def _tail(log: str | None) -> str:
    try:
        with open(log or "", "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return "(it said nothing)"
