"""A Dask cluster of the trial's own: a process with one thread for each worker, on the loopback.

And who of a cluster that stands works where, and how much.
"""

from __future__ import annotations

import logging
import os
from typing import Any, ContextManager, Dict, Hashable, List, Optional, Sequence, Tuple

from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import WorkDone

WITHOUT_DASHBOARD = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
"""The address is for the HTTP server that a scheduler and a worker start all the same; by itself it takes port 8787
and, without processes, listens to every network."""
LOG_LEVEL = logging.CRITICAL
"""A worker that is being closed logs a missed heartbeat as an error. What fails comes back as an exception."""
LOOPBACK = "127.0.0.1"


def settings(scratch: Optional[str]) -> ContextManager[Any]:
    """While entered, what starts keeps its files in `scratch`."""
    import dask

    context: ContextManager[Any] = dask.config.set({} if scratch is None else {"temporary-directory": scratch})
    return context


def open_cluster(workers: int, threads_per_worker: int, memory_limit_bytes: Optional[int] = None) -> Any:
    """Start a LocalCluster of `workers` processes; `threads_per_worker` sizes the native thread pools of each.

    It returns before they answer. A memory limit is divided among them.
    """
    import dask
    from distributed import LocalCluster

    options: Dict[str, Any] = {}
    if memory_limit_bytes is not None:
        options["memory_limit"] = memory_limit_bytes // workers
    before = "distributed.nanny.pre-spawn-environ."
    with dask.config.set({before + variable: threads_per_worker for variable in THREAD_VARIABLES}):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs=WITHOUT_DASHBOARD,
            silence_logs=LOG_LEVEL,
            **options,
        )


def worker_places(client: Any, addresses: Sequence[str]) -> List[Tuple[str, int]]:
    """The host and the process of the worker at each address."""
    pids: Dict[str, int] = client.run(os.getpid, workers=list(addresses))
    return [(host_of(address), pids[address]) for address in addresses]


def tasks_done(client: Any) -> Dict[Hashable, WorkDone]:
    """Tasks that each worker of the cluster has run, by its address and its own name: one that was started anew at the
    same address is another, and counts from 0."""
    told: Dict[str, Tuple[str, int]] = client.run(_executed, on_error="ignore")
    return {(address, name): WorkDone(host_of(address), float(count)) for address, (name, count) in told.items()}


def _executed(dask_worker: Any) -> Tuple[str, int]:
    return dask_worker.id, dask_worker.state.executed_count


def nannies(client: Any) -> Dict[str, Optional[str]]:
    """By the address of each worker that of the nanny which starts it anew when it dies; None: nobody does."""
    found: Dict[str, Optional[str]] = client.run(_nanny, on_error="ignore")
    return found


def _nanny(dask_worker: Any) -> Optional[str]:
    address: Optional[str] = dask_worker.nanny
    return address


def host_of(address: str) -> str:
    """The host that an address such as `tls://10.0.0.1:8786` names."""
    from distributed.comm.addressing import get_address_host

    host: str = get_address_host(address)
    return host
