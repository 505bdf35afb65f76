"""A Dask cluster of the trial's own whose workers stand on the nodes of another: one more process beside each of its
workers, started and ended through that worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any, List, Sequence

from workbench.child.dask import LOG_LEVEL, WITHOUT_DASHBOARD, host_of

ORPHANED_SECONDS = 20
"""A worker whose scheduler has gone ends by itself: nobody may be left to end it."""


def cluster_on(client: Any, addresses: Sequence[str]) -> Any:
    """A cluster without workers yet; each that it scales to is beside one of those of `client` at `addresses`.

    Its scheduler listens where this process meets them, with their certificates where they have some. It shares the
    client's event loop, in which the client can be asked to start and end workers.
    """
    from distributed import Scheduler
    from distributed.deploy.spec import ProcessInterface, SpecCluster
    from distributed.utils import get_ip

    free: List[str] = list(addresses)
    here = get_ip(host_of(client.scheduler.address))
    security = _security(client.security)
    protocol = client.scheduler.address.partition("://")[0]

    class Beside(ProcessInterface):  # type: ignore[misc]
        """A worker beside one that is free, or waiting to be."""

        def __init__(self, scheduler: str, name: str) -> None:
            super().__init__(scheduler=scheduler, name=name)
            self._order = scheduler, name

        async def start(self) -> None:
            self._seat = free.pop(0)
            answer = await client.run(begin_worker, *self._order, ORPHANED_SECONDS, workers=[self._seat])
            self._pid = answer[self._seat]
            await super().start()

        async def close(self) -> None:
            if self.status.name == "running":
                await client.run(end_worker, self._pid, workers=[self._seat], on_error="ignore")
                free.append(self._seat)
            await super().close()

    class Nodes(SpecCluster):  # type: ignore[misc]
        """Workers have texts for names: as such they come back from the scheduler."""

        def _new_worker_name(self, worker_number: int) -> str:
            return "beside-%d" % worker_number

    options = {**WITHOUT_DASHBOARD, "host": here, "port": 0, "protocol": protocol, "security": security}
    return Nodes(
        scheduler={"cls": Scheduler, "options": options},
        worker={"cls": Beside, "options": {}},
        security=security,
        silence_logs=LOG_LEVEL,
        loop=client.loop,
    )


def _security(known: Any) -> Any:
    """The client's certificate for all that this process is."""
    from distributed.security import Security

    if known.tls_ca_file is None:
        return Security()
    certificate, key = known.tls_client_cert, known.tls_client_key
    return Security(
        tls_ca_file=known.tls_ca_file,
        tls_client_cert=certificate,
        tls_client_key=key,
        tls_scheduler_cert=certificate,
        tls_scheduler_key=key,
        require_encryption=True,
    )


def begin_worker(scheduler: str, name: str, orphaned_seconds: int, dask_worker: Any) -> int:
    """Start a worker for that scheduler beside this one; returns its process."""
    host = host_of(dask_worker.address)
    words = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler, "--host", host, "--name", name]
    words += ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--dashboard-address", host + ":0"]
    words += ["--local-directory", dask_worker.local_directory, "--death-timeout", str(orphaned_seconds)]
    security = dask_worker.security
    if security.tls_ca_file is not None:
        words += ["--tls-ca-file", security.tls_ca_file, "--protocol", "tls"]
        words += ["--tls-cert", security.tls_worker_cert, "--tls-key", security.tls_worker_key]
    # What came along with the trial's code is on the path of this worker, not yet in its surroundings.
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if "workbench-code-" in path)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet).pid


def end_worker(pid: int) -> None:
    """End a worker that was started here, and wait for it: it has nothing to keep."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
