"""Brings a farm up: reaches its machines, starts an agent on each, and holds them against one another."""

from __future__ import annotations

import logging
import os
import platform
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from workbench import registry
from workbench.child.carried import all_rooms, write_archive
from workbench.contracts import Cluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access
from workbench.model.event import WaitingForJobs
from workbench.model.plan import Plan
from workbench.running.runner import Runner
from workbench.sessions.farming.asked import AskedFarm, chosen, farm_access, refuse_unfarmable
from workbench.sessions.farming.farm import Farm
from workbench.sessions.farming.harvest import PAUSE_SECONDS
from workbench.sessions.farming.inspection import Inspection, files_of, read_inspection
from workbench.sessions.farming.likeness import check_alike
from workbench.sessions.farming.machines import FarmMachine, MachineLost, end_all, names_of
from workbench.sessions.launching import Tell
from workbench.store.encoding import encode_line


@contextmanager
def open_farm(asked: AskedFarm, plan: Plan, runner: Runner, tell: Tell) -> Iterator[Farm]:
    """The machines that were asked for, alike and ready for the launches of a plan; afterwards nothing is left there.

    `runner` submits jobs where they bring the machines. Raises WorkbenchError where the plan can't be made there, no
    one answers, or the machines are unlike.
    """
    refuse_unfarmable(plan)
    access = farm_access(asked, plan.clusters)
    if access.jobs is not None:
        tell(WaitingForJobs(access.jobs.system, access.jobs.nodes, access.jobs.wait_seconds))
    access = runner.reached(access)
    with tempfile.TemporaryDirectory(prefix="wb-farm-") as scratch, ExitStack() as after:
        with _connected(access, scratch) as cluster:
            _check_python(cluster)
        cluster = after.enter_context(_connected(access, scratch, write_archive(scratch, {}, all_rooms())))
        machines = _machines(cluster, asked.only)
        after.callback(end_all, machines)
        yield Farm(machines, _inspected(machines, plan))


@contextmanager
def _connected(access: Access, scratch: str, archive: str | None = None) -> Iterator[Cluster]:
    plugin = registry.load(registry.resolve("cluster", access.engine))
    reason = plugin.unavailable()
    if reason is not None:
        raise WorkbenchError(f"a farm by {access.engine} {reason}")
    cluster: Cluster = plugin(access, scratch)
    try:
        cluster.connect(archive)
        # What an engine's client complains about is told by us, in a sentence.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        yield cluster
    finally:
        cluster.close()


def _check_python(cluster: Cluster) -> None:
    """Before any code of ours is sent: another Python may not read it."""
    nodes = [node.id for node in cluster.nodes()]
    here = platform.python_version()
    for node, there in cluster.on_nodes(nodes, platform.python_version).items():
        if isinstance(there, BaseException):
            raise WorkbenchError(f"{node} of the farm can't be used: {there}")
        if there.split(".")[:2] != here.split(".")[:2]:
            raise WorkbenchError(
                f"workbench runs in Python {here}, and {node} of the farm has {there}", "start its worker in the same"
            )


def _machines(cluster: Cluster, only: Sequence[str]) -> list[FarmMachine]:
    nodes = cluster.nodes()
    hosts = cluster.on_nodes([node.id for node in nodes], socket.gethostname)
    names = names_of([(str(hosts[node.id]), node.address) for node in nodes])
    wanted = chosen(names, only)
    return [FarmMachine(cluster, node.id, name) for node, name in zip(nodes, names, strict=True) if name in wanted]


def _inspected(machines: Sequence[FarmMachine], plan: Plan) -> dict[str, Inspection]:
    """What each tells of itself. Raises WorkbenchError where one doesn't, or they are unlike."""
    order = {
        "type": "farm",
        "plan": encode_line(plan).decode("ascii"),
        "files": files_of(plan),
        "working_folder": os.getcwd(),
    }
    found: dict[str, Inspection] = {}
    try:
        for machine in machines:
            machine.begin(order)
        while len(found) < len(machines):
            for machine in machines:
                answer = None if machine.name in found else machine.answer()
                if answer is not None:
                    found[machine.name] = read_inspection(answer[0])
            time.sleep(PAUSE_SECONDS)
    except MachineLost as lost:
        raise WorkbenchError(f"{machine.name} of the farm can't be used: {lost}") from lost
    check_alike(found)
    return found
