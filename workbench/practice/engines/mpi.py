"""MPI: nothing stands on the nodes; a host file, and an agent with which mpiexec starts ranks inside them."""

from __future__ import annotations

import os
import shlex
import sys

from workbench.model.practice import EngineAccess
from workbench.practice import agent
from workbench.practice.site import Site
from workbench.practice.state import FILE, write_private
from workbench.practice.tools import PracticeError, call


class Mpi:
    """See Engine. mpiexec listens to every network, so it has to be started in front of the nodes (`network`)."""

    name = "mpi"
    ready_seconds = 20.0

    def missing(self, python: str) -> str | None:  # noqa: ARG002 - the protocol's
        """Nothing: mpiexec and mpi4py are looked for where ranks are started, in the environment of the trial."""
        return None

    def start(self, site: Site) -> None:
        """Write the host file and the agent. A host stands in the file as many times as it has workers, which
        every mpiexec reads."""
        hostfile, script = site.path("hostfile"), site.path("agent")
        slots = [node.address for node in site.cluster.nodes for _ in range(site.cluster.workers_per_node)]
        write_private(hostfile, "".join(f"{address}\n" for address in slots).encode())
        words = shlex.join([sys.executable, "-I", "-S", agent.__file__, site.path(FILE)])
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

    def counted(self, site: Site) -> int:  # noqa: ARG002 - the protocol's
        """None: it has workers only while something runs."""
        return 0


ENGINE = Mpi()
