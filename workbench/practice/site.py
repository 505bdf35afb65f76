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
    """`pythons` are interpreters by engine; others run on ours. Every step is on disk before the next one is made."""

    def __init__(self, cluster: PracticeCluster, pythons: Mapping[str, str]) -> None:
        self.cluster = cluster
        self._pythons = pythons

    def python(self, engine: str) -> str:
        """The interpreter that an engine runs on."""
        return self._pythons.get(engine, sys.executable)

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
        order = {
            "verb": "boot",
            "groups": groups.entry(node, groups.MAIN),
            "network": links.namespace_path(node),
            "hostname": node.name,
            "hosts": self.path("hosts"),
            "log": os.devnull,
        }
        self._run(order, PracticeProcess(NODE, 0, 0, node=node.name), {})

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
        process = PracticeProcess(role, 0, 0, engine, None if node is None else node.name, tuple(argv), log)
        folder = self.cluster.scratch if node is None else node.scratch
        order = {
            "verb": "enter",
            "groups": () if node is None else groups.entry(node, group),
            "node": None if node is None else node_process(self.cluster, node),
            "network": None if node is None else self.network(node),
            "argv": list(argv),
            "folder": folder,
            "log": log,
            "wait": False,
        }
        self._run(order, process, {"TMPDIR": folder, **dict.fromkeys(THREADS, "1"), **variables})

    def reach(self, engine: str, access: EngineAccess) -> None:
        """Keep how an engine is reached."""
        self.keep(replace(self.cluster, engines={**self.cluster.engines, engine: access}))

    def check_alive(self, engine: str) -> None:
        """Raises PracticeError, with the end of its log, where a process of the engine has ended."""
        for process in self.cluster.processes:
            if process.engine == engine and not is_alive(process):
                place = "" if process.node is None else f" on {process.node}"
                raise PracticeError(f"the {engine} {process.role}{place} ended:\n{_tail(process.log)}")

    def _run(self, order: Mapping[str, object], process: PracticeProcess, variables: Mapping[str, str]) -> None:
        argv = [sys.executable, "-I", "-S", threshold.__file__, json.dumps(order)]
        pid = int(call(argv, self.environment(variables)))
        started = started_at(pid) or 0
        self.keep(
            replace(self.cluster, processes=(*self.cluster.processes, replace(process, pid=pid, started=started)))
        )


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
