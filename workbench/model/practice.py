"""A practice cluster: several nodes made on one machine, and the engines that run on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple


@dataclass(frozen=True)
class EngineAccess:
    """How to reach one engine. Secrets are named by their files and never held here.

    `address` is what the engine's own client takes; for MPI it is the host file. `tls` names the files `ca`, `cert`
    and `key`. `agent` is the program with which mpiexec starts something on a node, in the place of ssh. `metrics`
    is where the engine tells its own numbers, where it does. `network` is the file of a network namespace in which
    whoever uses the engine has to be (setns(2)): its clients listen to every network, and there it is only this one.
    """

    address: str
    tls: Mapping[str, str] = field(default_factory=dict)
    token_file: Optional[str] = None
    secret_file: Optional[str] = None
    hostfile: Optional[str] = None
    agent: Optional[str] = None
    metrics: Optional[str] = None
    network: Optional[str] = None


@dataclass(frozen=True)
class PracticeProcess:
    """A process that `up` started: its number, and when it started in clock ticks since boot (proc_pid_stat(5)).

    `role` is `node` for what holds a node's namespaces together, else `scheduler` or `worker`. `node` is None for
    what runs beside the nodes. `group` is the control group of the node that it is in; `variables` are set over ours.
    """

    role: str
    pid: int
    started: int
    engine: Optional[str] = None
    node: Optional[str] = None
    command: Tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    group: str = "main"
    log: Optional[str] = None


@dataclass(frozen=True)
class PracticeNode:
    """One node. Without network namespaces `namespace` and `link` are None, and without control groups there are none.

    `link` is the interface on the machine's side; the node has `eth0` at its other end. `cgroups` are the folders of
    the node's control groups, one a hierarchy; each holds `main` and a group for each of its workers.
    """

    name: str
    address: str
    scratch: str
    namespace: Optional[str] = None
    link: Optional[str] = None
    cgroups: Tuple[str, ...] = ()


@dataclass(frozen=True)
class PracticeCluster:
    """A practice cluster as it was brought up. `marker` stands in the environment of every process of it.

    `host_address` is where the machine itself meets the nodes: schedulers listen there. Those that listen to
    every network are in `front` instead, a network namespace of its own and no node. `pythons` are the interpreters of
    engines that don't run on the one that runs workbench. `without` says in one sentence
    what this machine does not allow, where the cluster is less than it could be. `complete` is False while it is being
    brought up, and stays so where that was cut short.
    """

    name: str
    marker: str
    folder: str
    scratch: str
    host_address: str
    prefix_bits: int
    made_at: float
    workers_per_node: int
    cpus_per_worker: Optional[float] = None
    memory_limit_bytes: Optional[int] = None
    link_bits_per_second: Optional[int] = None
    bridge: Optional[str] = None
    without: Tuple[str, ...] = ()
    pythons: Mapping[str, str] = field(default_factory=dict)
    nodes: Tuple[PracticeNode, ...] = ()
    front: Optional[PracticeNode] = None
    processes: Tuple[PracticeProcess, ...] = ()
    engines: Mapping[str, EngineAccess] = field(default_factory=dict)
    complete: bool = False

    def node(self, name: str) -> PracticeNode:
        """The node of that name, or what is in front of the nodes. Raises KeyError."""
        for node in (*self.nodes, *([] if self.front is None else [self.front])):
            if node.name == name:
                return node
        raise KeyError(name)
