"""What a node's machine is, and what share of its CPUs each worker there may use; told on the node itself."""

from __future__ import annotations

import os
from typing import Any, Dict, Optional, Sequence

from workbench.model.cluster import NodeMachine
from workbench.telemetry.machine import read_machine


def machine_told(workers: Sequence[int], proc: str = "/proc", sys: str = "/sys") -> Dict[str, Any]:
    """`machine` has the fields of NodeMachine, `cpu_limit_per_worker_cores` is as in NodeUse.

    `workers` are the process numbers of those lent. A limit is that of the control group this is called in: where each
    worker has a group of its own, each has that much, and of one group that all are in, its share.
    """
    found = read_machine(proc, sys)
    fields = {name: getattr(found, name) for name in NodeMachine._fields}
    limit = found.cpu_limit_cores
    return {"machine": fields, "cpu_limit_per_worker_cores": None if limit is None else _share(limit, workers, proc)}


def _share(limit: float, workers: Sequence[int], proc: str) -> Optional[float]:
    groups = {_group(pid, proc) for pid in workers}
    if not workers or None in groups:
        return None
    return limit * len(groups) / len(workers)


def _group(pid: int, proc: str) -> Optional[bytes]:
    try:
        with open(os.path.join(proc, str(pid), "cgroup"), "rb") as file:
            return file.read()
    except OSError:
        return None
