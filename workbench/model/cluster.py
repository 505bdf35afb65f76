"""A cluster that stands: how it is reached, what it has, and what a trial used of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, NamedTuple, Optional, Tuple

from workbench.model.job_queue import JobRequest


@dataclass(frozen=True)
class Access:
    """How to reach a cluster. `engine` is the plug-in that speaks to it, `address` what that engine takes for one.

    The others are paths of files: what is secret stands in them, and never in a run or a message. `agent` is the
    program with which `mpiexec` starts something on a node, in the place of ssh; `network` a network namespace that a
    client has to be in (setns(2)), where the engine's clients listen to every network. With `jobs` there is no cluster
    yet, nor an address: these bring it up.
    """

    engine: str
    address: str
    tls_ca: Optional[str] = None
    tls_cert: Optional[str] = None
    tls_key: Optional[str] = None
    token_file: Optional[str] = None
    secret_file: Optional[str] = None
    hostfile: Optional[str] = None
    agent: Optional[str] = None
    network: Optional[str] = None
    jobs: Optional[JobRequest] = None


@dataclass(frozen=True)
class ClusterNode:
    """One machine of a cluster. `id` is the engine's own word for it, `workers` how many can work there at once.

    `versions` are those of what must be alike on both ends (`python`, `numpy`, `scikit-learn`), as far as it is there.
    """

    id: str
    address: str
    workers: int
    name: str = ""
    cpus: Optional[int] = None
    memory_bytes: Optional[int] = None
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """What a cluster answered to a child that asked from the environment of the cases.

    `versions` are those of that environment. `refusals` has a text for each part that was asked for: why it can't be
    lent, or None. `error`: it could not be asked at all.
    """

    nodes: Tuple[ClusterNode, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    refusals: Tuple[Optional[str], ...] = ()
    error: Optional[str] = None


@dataclass(frozen=True)
class PartAsked:
    """So many workers on so many nodes, as many on each; None: on any. `shares_files`: nodes that see our files."""

    workers: int
    nodes: Optional[int] = None
    shares_files: bool = False


class NodeMachine(NamedTuple):
    """What tells one node's machine from another's. Every trial has it of every node: it is stored as an array."""

    cpu_model: str
    logical_cpus: int
    usable_cpus: int
    memory_bytes: int
    kernel: str
    cpu_limit_cores: Optional[float] = None
    memory_limit_bytes: Optional[int] = None
    gpus: Tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeUse:
    """What a trial used of one node, from when its workers stood there until its work was done.

    `worked` of its `workers` did something; None where the engine doesn't tell. `cpu_seconds` are of the workers and
    what they started, `measured_cpu_seconds` those that fall into the timed calls (read between samples). Bytes
    are counted by the node's interfaces, whoever sent them; `bytes_unavailable` says why there are none. The node's
    clock was ahead of ours by `clock_offset_seconds`, give or take `clock_uncertainty_seconds`; its samples are put in
    the trial's file by that. `sampler_lost` says why nobody watched it, or not to the end. `machine` is what the node
    told of itself, `cpu_limit_per_worker_cores` each worker's share of its limit; None: no limit, or not known.
    """

    name: str
    address: str
    workers: int
    worked: Optional[int] = None
    cpu_seconds: Optional[float] = None
    measured_cpu_seconds: Optional[float] = None
    peak_memory_bytes: Optional[int] = None
    peak_memory_estimator: Optional[str] = None
    received_bytes: Optional[int] = None
    sent_bytes: Optional[int] = None
    bytes_unavailable: Optional[str] = None
    clock_offset_seconds: Optional[float] = None
    clock_uncertainty_seconds: Optional[float] = None
    sampler_duty_ratio: Optional[float] = None
    sampler_lost: Optional[str] = None
    machine: Optional[NodeMachine] = None
    cpu_limit_per_worker_cores: Optional[float] = None

    @property
    def cores_each(self) -> Optional[float]:
        """How much of the node's CPUs each worker could have at most; None where the node didn't tell."""
        if self.machine is None or self.workers < 1:
            return None
        shared = self.machine.usable_cpus / self.workers
        limit = self.cpu_limit_per_worker_cores
        return shared if limit is None else min(shared, limit)


@dataclass(frozen=True)
class EngineUse:
    """What a cluster's engine counted of a trial by itself, under its own names, on one node; "": where it has none.

    From when the workers stood until the work was done: `grown` is by how much each of its counters grew, `last` what
    the others were then, `largest` the most that they were seen at in `samples` looks, about a second apart.
    `unavailable` says why there is nothing, or not to the end.
    """

    node: str
    grown: Mapping[str, float] = field(default_factory=dict)
    last: Mapping[str, float] = field(default_factory=dict)
    largest: Mapping[str, float] = field(default_factory=dict)
    samples: int = 0
    unavailable: Optional[str] = None
