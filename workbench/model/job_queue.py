"""A Dask cluster that jobs of a batch system bring up: what is asked of SLURM, PBS or LSF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

LINES = {"slurm": "partition", "pbs": "queue", "lsf": "queue"}
"""The batch systems, and what each calls the line that a job waits in."""


@dataclass(frozen=True)
class JobRequest:
    """A job for each of `nodes`, and in it a Dask worker with one thread for each of `workers_per_node`.

    `system` is one of LINES. `memory_bytes` is a node's; None: 2 GiB for each worker. `interface` is the network
    interface, of the same name on all machines, to which scheduler and workers listen; None: the loopback, for jobs on
    this machine only. `exclusive`: nobody else's jobs on these nodes. A job ends after `walltime_seconds`; its workers
    have to come within `wait_seconds`. `directives` stand in the header of the job script as they are, `prologue` are
    its first commands.
    """

    system: str
    line: Optional[str] = None
    account: Optional[str] = None
    memory_bytes: Optional[int] = None
    interface: Optional[str] = None
    exclusive: bool = True
    walltime_seconds: float = 3600.0
    wait_seconds: float = 600.0
    directives: Tuple[str, ...] = ()
    prologue: Tuple[str, ...] = ()
    nodes: int = 1
    workers_per_node: int = 1
