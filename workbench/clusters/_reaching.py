"""Whether hosts can be reached the way in which mpiexec reaches them, and why not."""

from __future__ import annotations

import os
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, Iterable, Optional

from workbench.child.mpi_launch import own_address
from workbench.errors import WorkbenchError

SECONDS = 10
MOST_AT_ONCE = 32
OPTIONS = ("-x", "-oBatchMode=yes", "-oConnectTimeout=%d" % SECONDS)
"""ssh asks nobody for anything. An option is one word, as whatever takes the place of ssh may know no others."""


def unreachable(hosts: Iterable[str], agent: Optional[str]) -> Dict[str, str]:
    """Host → why nothing can be started there, for those of which that is so.

    `agent` takes the place of ssh. Where mpiexec is told to use something else (HYDRA_LAUNCHER), nobody is asked.
    """
    if agent is None and os.environ.get("HYDRA_LAUNCHER", "ssh") != "ssh":
        return {}
    program = agent or os.environ.get("HYDRA_LAUNCHER_EXEC", "ssh")
    asked = list(hosts)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        reasons = pool.map(lambda host: _reason(host, program), asked)
        return {host: reason for host, reason in zip(asked, reasons) if reason is not None}


def _reason(host: str, program: str) -> Optional[str]:
    try:
        if own_address(host) == socket.gethostbyname(host):
            return None  # This machine: mpiexec asks nobody.
        done = subprocess.run(
            [program, *OPTIONS, host, "true"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS + 5,
            check=False,
        )
    except WorkbenchError as error:
        return str(error)
    except subprocess.TimeoutExpired:
        return "it did not answer within %d s" % (SECONDS + 5)
    except OSError as error:
        return "%s can't be run: %s" % (program, error.strerror)
    if done.returncode == 0:
        return None
    said = " ".join(done.stderr.decode("utf-8", "replace").split())
    return said[-300:] or "%s ended with status %d" % (os.path.basename(program), done.returncode)
