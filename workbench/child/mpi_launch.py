"""How mpiexec is called: for ranks on this machine, and for ranks on the hosts of a cluster."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from workbench.errors import WorkbenchError

ON_THIS_MACHINE, ON_HOSTS = "mpiexec.gforker", "mpiexec.hydra"
SHARED_MEMORY = {"UCX_TLS": "self,sm", "UCX_NET_DEVICES": "lo"}
KEPT_HERE = ("TMPDIR", "TMP", "TEMP", "PYTHONPATH", "HOME", "PWD", "OLDPWD", "HOSTNAME", "SHLVL", "_")
"""Variables that say where this machine keeps its files."""
STOP_SECONDS = 20.0
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Launch(NamedTuple):
    """A launcher with its own arguments, how many ranks it starts, and the variables it needs."""

    words: Tuple[str, ...]
    ranks: int
    variables: Mapping[str, str]


class Hosts(NamedTuple):
    """How many ranks on which host, and the program that starts something there in the place of ssh."""

    ranks: Mapping[str, int]
    agent: Optional[str] = None


def here(ranks: int) -> Launch:
    """Ranks on this machine. No port is opened: MPICH's `gforker` keeps to pipes where its usual launcher listens to
    every network, and UCX is held to shared memory."""
    return Launch((launcher(ON_THIS_MACHINE),), ranks, SHARED_MEMORY)


def on_hosts(hosts: Hosts) -> Launch:
    """One rank on this machine, which is the first, and the others on the hosts; HYDRA_… variables count.

    Raises WorkbenchError for a host whose name tells no address.
    """
    ours = own_address(next(iter(hosts.ranks)))
    places = ",".join("%s:%d" % place for place in [(ours, 1), *hosts.ranks.items()])
    # The folder that this one is in need not be there.
    words = [launcher(ON_HOSTS), "-localhost", ours, "-wdir", "/", "-hosts", places]
    if hosts.agent is not None:
        words += ["-launcher", "ssh", "-launcher-exec", hosts.agent]
    names = sorted(name for name in os.environ if _NAME.fullmatch(name) and name not in KEPT_HERE)
    return Launch((*words, "-genvlist", ",".join(names)), 1 + sum(hosts.ranks.values()), {})


def launcher(name: str) -> str:
    """The path of one of MPICH's launchers, as its wheel puts it beside Python. Raises WorkbenchError."""
    path = os.path.join(os.path.dirname(sys.executable), name)
    if not os.access(path, os.X_OK):
        raise WorkbenchError("there is no %s beside %s" % (name, sys.executable), "pip install mpich")
    return path


def own_address(host: str) -> str:
    """The address by which this machine meets a host: what the kernel would send from. Nothing is sent."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect(where)
            found: str = asked.getsockname()[0]
    except OSError as error:
        raise WorkbenchError("host %s has no address here: %s" % (host, error)) from error
    return found


class Job:
    """An mpiexec that runs, and two pipes that the first rank inherits: `commands` to it, `answers` from it."""

    def __init__(self) -> None:
        self._process: Any = None
        self.commands = self.answers = -1

    def start(self, launch: Launch, words: Sequence[str], **options: Any) -> None:
        """Run Python with these words as every rank; `{commands}` and `{answers}` among them become descriptors."""
        theirs_in, self.commands = os.pipe()
        self.answers, theirs_out = os.pipe()
        descriptors: Dict[str, str] = {"{commands}": str(theirs_in), "{answers}": str(theirs_out)}
        ranks: List[str] = ["-n", str(launch.ranks), sys.executable, *(descriptors.get(word, word) for word in words)]
        try:
            self._process = subprocess.Popen(
                [*launch.words, *ranks],
                env=dict(os.environ, **launch.variables),
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs_in, theirs_out),
                **options,
            )
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def wait(self) -> int:
        """The status that it ended with; it is made to end if it takes long."""
        status: int
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            status = self._process.wait()
        return status

    def end(self) -> None:
        """Have it end its ranks now."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        """Let the ranks see that nobody will tell them anything more, and wait until they have ended."""
        if self._process is not None:
            os.close(self.commands)
            os.close(self.answers)
            self.wait()
            self._process = None
