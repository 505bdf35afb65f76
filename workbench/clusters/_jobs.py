"""`python -m workbench.clusters._jobs`: bring a Dask cluster up by jobs, hold it while our input is open, end it.

Runs in the environment of the cases, in a folder of its own on a file system that the nodes share. It is told
`bring_up` {the fields of workbench.model.job_queue.JobRequest, tls} and answers `up` {address} or `failed` {reason,
remedy}. The file JOBS in its folder holds the command that cancels its jobs, as long as there are any; LOG is what it
has to say besides.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import select
import shutil
import sys
import time
from typing import Any, Dict, List, Mapping, Optional

from workbench.child.dask import LOOPBACK, WITHOUT_DASHBOARD
from workbench.errors import WorkbenchError
from workbench.wire import decode, encode

JOBS = "jobs.json"
LOG = "scheduler.log"
CLASSES = {"slurm": "SLURMCluster", "pbs": "PBSCluster", "lsf": "LSFCluster"}
EXCLUSIVE = {"slurm": "--exclusive", "pbs": "-l place=excl", "lsf": "-x"}
WORKER_MEMORY_BYTES = 2 << 30
DEATH_SECONDS = 60
"""A worker that finds its scheduler no more ends its job after that."""
POLL_SECONDS = 0.2
LOG_CHARACTERS = 600


class LeftAlone(Exception):
    """Nobody waits for it any more."""


def main() -> int:
    """Returns the exit status: 0 once all that was submitted is cancelled."""
    wire = os.dup(1)
    # What the scheduler says is for nobody's terminal.
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    # What jobs inherit is the person's own.
    os.environ.pop("PYTHONPATH", None)
    order = decode(sys.stdin.buffer.readline())
    with os.fdopen(wire, "wb", 0) as told, contextlib.ExitStack() as after:
        try:
            cluster = _opened(order)
            after.callback(_end, cluster)
            _submit(cluster, order["nodes"])
            _wait(cluster, order)
        except LeftAlone:
            return 0
        except WorkbenchError as error:
            told.write(encode({"type": "failed", "reason": str(error), "remedy": error.remedy}))
            return 0
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told
            reason = "%s: %s" % (type(error).__name__, _sentence(error))
            told.write(encode({"type": "failed", "reason": reason, "remedy": None}))
            return 0
        told.write(encode({"type": "up", "address": cluster.scheduler_address}))
        sys.stdin.buffer.read()
    return 0


def job_options(order: Mapping[str, Any]) -> Dict[str, Any]:
    """What dask-jobqueue calls what is asked for: keywords of its class for one job."""
    system, share = order["system"], order["workers_per_node"]
    memory_bytes = order["memory_bytes"] or WORKER_MEMORY_BYTES * share
    directives = [*([EXCLUSIVE[system]] if order["exclusive"] else []), *order["directives"]]
    listening = [] if order["interface"] else ["--host", LOOPBACK]
    return {
        "queue": order["line"],
        "project" if system == "lsf" else "account": order["account"],
        "walltime": _walltime(system, order["walltime_seconds"]),
        "cores": share,
        "processes": share,
        "memory": "%dB" % memory_bytes,
        "interface": order["interface"],
        "death_timeout": DEATH_SECONDS,
        "job_name": "workbench",
        "job_extra_directives": directives,
        "job_script_prologue": list(order["prologue"]),
        "worker_extra_args": ["--no-dashboard", "--dashboard-address", LOOPBACK + ":0", *listening],
        "log_directory": os.getcwd(),
        "python": sys.executable,
    }


def _opened(order: Mapping[str, Any]) -> Any:
    """The cluster with its scheduler, and no job yet."""
    try:
        import dask_jobqueue
    except ImportError as error:
        raise WorkbenchError("needs dask_jobqueue in this environment: pip install dask-jobqueue") from error
    made = getattr(dask_jobqueue, CLASSES[order["system"]])
    program = made.job_cls.submit_command.split()[0]
    if shutil.which(program) is None:
        raise WorkbenchError("there is no %s on PATH" % program, "run workbench where jobs are submitted")
    listening = {} if order["interface"] else {"host": LOOPBACK}
    return made(
        **job_options(order),
        security=_security(order["tls"]),
        scheduler_options={**WITHOUT_DASHBOARD, **listening},
    )


def _security(tls: Optional[Mapping[str, str]]) -> Any:
    if tls is None:
        return None
    from distributed.security import Security

    pairs = {
        "tls_%s_%s" % (role, kind): tls[kind] for role in ("client", "scheduler", "worker") for kind in ("cert", "key")
    }
    return Security(tls_ca_file=tls["ca"], require_encryption=True, **pairs)


def _submit(cluster: Any, nodes: int) -> None:
    async def scaled() -> None:
        cluster.scale(jobs=nodes)
        await cluster._correct_state()  # noqa: SLF001 - only so is it told what was refused

    try:
        cluster.sync(scaled)
    except RuntimeError as error:
        refused = str(error).partition("stderr:\n")[2].strip() or _sentence(error)
        raise WorkbenchError("the job was refused: " + " ".join(refused.split())) from error
    finally:
        numbers = [job.job_id for job in cluster.workers.values() if job.job_id]
        if numbers:
            with open(JOBS, "w", encoding="utf-8") as file:
                json.dump([*cluster.job_cls.cancel_command.split(), *numbers], file)


def _wait(cluster: Any, order: Mapping[str, Any]) -> None:
    wanted = order["nodes"] * order["workers_per_node"]
    deadline = time.monotonic() + order["wait_seconds"]
    while len(cluster.scheduler.workers) < wanted:
        if select.select([sys.stdin.buffer], [], [], POLL_SECONDS)[0]:
            raise LeftAlone
        if time.monotonic() > deadline:
            raise WorkbenchError(
                "of %d workers of %d jobs %d came within %g s%s"
                % (wanted, order["nodes"], len(cluster.scheduler.workers), order["wait_seconds"], _last_words()),
                "wait longer for the queue (wait), or ask for less; jobs reach the scheduler by `interface`",
            )


def _last_words() -> str:
    """The end of what jobs wrote."""
    written: List[str] = []
    for path in sorted(glob.glob("*.err") + glob.glob("*.out")):
        with open(path, encoding="utf-8", errors="replace") as file:
            written.append(file.read())
    text = " ".join(" ".join(written).split())
    return "; the jobs wrote: …%s" % text[-LOG_CHARACTERS:] if text else "; the jobs wrote nothing"


def _end(cluster: Any) -> None:
    """Cancel the jobs. Where that raises, the file stays, and who started us cancels by it."""
    cluster.close()
    with contextlib.suppress(FileNotFoundError):
        os.remove(JOBS)


def _walltime(system: str, seconds: float) -> str:
    """Hours, minutes and, but for LSF, seconds; a begun minute counts."""
    minutes = -int(-seconds // 60)
    hours, minutes = divmod(minutes, 60)
    return "%02d:%02d" % (hours, minutes) if system == "lsf" else "%02d:%02d:00" % (hours, minutes)


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split())[:LOG_CHARACTERS]


if __name__ == "__main__":
    sys.exit(main())
