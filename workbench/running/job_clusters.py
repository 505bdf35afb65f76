"""Dask clusters that jobs of a batch system bring up: each is held by a process of ours as long as we need it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace

from workbench.errors import WorkbenchError
from workbench.model.cluster import Access
from workbench.model.job_queue import JobRequest
from workbench.running.peer import Peer, PeerDied
from workbench.wire import Message

HOLDER = "workbench.clusters._jobs"
JOBS, LOG = "jobs.json", "scheduler.log"
LOG_CHARACTERS = 300
END_SECONDS = 60.0
SPARE_SECONDS = 120.0
"""Submitting may take that long besides waiting."""


class JobClusters:
    """`surroundings` are the variables of the processes, with what they may import on PYTHONPATH."""

    def __init__(self, surroundings: Mapping[str, str]) -> None:
        self._surroundings = surroundings
        self._standing: dict[tuple[JobRequest, str], tuple[_JobCluster, Access]] = {}

    def reached(self, access: Access, interpreter: str, variables: Mapping[str, str]) -> Access:
        """How the cluster of these jobs is reached that runs in this interpreter; brought up where it isn't yet.

        Raises WorkbenchError, after its jobs were cancelled, where it did not come up.
        """
        assert access.jobs is not None
        key = access.jobs, interpreter
        if key not in self._standing:
            cluster = _JobCluster(interpreter, {**self._surroundings, **variables})
            try:
                found = cluster.bring_up(access)
            except BaseException:
                cluster.end()
                raise
            self._standing[key] = cluster, found
        return self._standing[key][1]

    def close(self) -> None:
        """Cancel all jobs."""
        while self._standing:
            _, (cluster, _) = self._standing.popitem()
            cluster.end()


class _JobCluster:
    """Its folder is in the current one: nodes that share that see what jobs write there."""

    def __init__(self, interpreter: str, surroundings: Mapping[str, str]) -> None:
        try:
            self._folder = tempfile.mkdtemp(prefix=".workbench-jobs-", dir=os.getcwd())
        except OSError as error:
            raise WorkbenchError(f"jobs need a folder that they may write to, in this one: {error}") from error
        self._peer = Peer(HOLDER, surroundings, interpreter=interpreter, folder=self._folder)

    def bring_up(self, access: Access) -> Access:
        assert access.jobs is not None
        try:
            self._peer.send({"type": "bring_up", **asdict(access.jobs), "tls": _tls(access)})
            heard = self._peer.receive(access.jobs.wait_seconds + SPARE_SECONDS)
        except PeerDied as died:
            raise WorkbenchError(f"the process that holds the jobs ended early ({died}){self._last_words()}") from died
        message: Message = heard[0] if heard else {"type": "failed", "reason": "it did not answer", "remedy": None}
        if message["type"] != "up":
            raise WorkbenchError(f"no cluster by jobs of {access.jobs.system}: {message['reason']}", message["remedy"])
        return replace(access, address=message["address"], jobs=None)

    def _last_words(self) -> str:
        try:
            with open(os.path.join(self._folder, LOG), encoding="utf-8", errors="replace") as file:
                said = " ".join(file.read().split())[-LOG_CHARACTERS:]
        except FileNotFoundError:
            return ""
        return f": …{said}" if said else ""

    def end(self) -> None:
        """Its process cancels the jobs; where it could not, we do."""
        self._peer.close(END_SECONDS)
        try:
            with open(os.path.join(self._folder, JOBS), encoding="utf-8") as file:
                subprocess.run(json.load(file), capture_output=True, timeout=END_SECONDS, check=False)
        except FileNotFoundError:
            pass  # It has done so.
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)


def _tls(access: Access) -> dict[str, str | None] | None:
    if access.tls_ca is None:
        return None
    return {"ca": access.tls_ca, "cert": access.tls_cert, "key": access.tls_key}
