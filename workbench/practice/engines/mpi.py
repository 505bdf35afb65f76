"""MPI: nothing stands on the nodes; a host file, and an agent with which mpiexec starts ranks inside them."""

from __future__ import annotations

import json
import os
import shlex
import sys

from workbench.contracts.needs import missing_need
from workbench.model.practice import EngineAccess, PracticeNode
from workbench.practice import agent, groups
from workbench.practice.engines.engine import lacks_module
from workbench.practice.processes import VARIABLE
from workbench.practice.site import Site, node_process
from workbench.practice.state import write_private
from workbench.practice.tools import PracticeError, call


class Mpi:
    """See Engine. mpiexec listens to every network, so it has to be started in front of the nodes (`network`)."""

    name = "mpi"
    ready_seconds = 20.0

    def missing(self, python: str) -> str | None:
        """mpi4py, and mpiexec on PATH or beside the interpreter."""
        path = f"{os.path.dirname(python)}:{os.environ.get('PATH', os.defpath)}"
        return lacks_module(python, "mpi4py", "pip install mpi4py") or missing_need("mpi", {"PATH": path})

    def start(self, site: Site) -> None:
        """Write the host file and the agent."""
        hostfile, script, table = site.path("hostfile"), site.path("agent"), site.path("agent.json")
        nodes = site.cluster.nodes
        slots = [node.address for node in nodes for _ in range(site.cluster.workers_per_node)]
        # A host as many times as it has slots: MPICH and Open MPI read only that alike.
        write_private(hostfile, "".join(f"{address}\n" for address in slots).encode())
        orders = {node.address: _order(site, node) for node in nodes}
        write_private(table, json.dumps(orders).encode())
        words = shlex.join([sys.executable, "-I", "-S", agent.__file__, table])
        write_private(script, f'#!/bin/sh\nexec {words} "$@"\n'.encode())
        os.chmod(script, 0o700)
        front = site.cluster.front
        network = None if front is None else site.network(front)
        site.reach(self.name, EngineAccess(hostfile, hostfile=hostfile, agent=script, network=network))

    def is_ready(self, site: Site) -> bool:
        """Whether the agent starts something on every node."""
        try:
            for node in site.cluster.nodes:
                call([str(site.cluster.engines[self.name].agent), node.address, "true"])
        except PracticeError:
            return False
        return True


def _order(site: Site, node: PracticeNode) -> dict[str, object]:
    return {
        "verb": "enter",
        "groups": groups.entry(node, groups.MAIN),
        "node": node_process(site.cluster, node),
        "network": None,
        "log": os.devnull,
        "wait": True,
        "variables": {"TMPDIR": node.scratch, VARIABLE: site.cluster.marker},
    }


ENGINE = Mpi()
