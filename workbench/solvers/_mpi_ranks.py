"""Ranks of MPI that stand between calls: started by mpiexec on this machine, told when to work, read when done.

No port is opened: MPICH's `gforker` keeps to pipes where its usual launcher listens to every network, and UCX is held
to shared memory. What the ranks are told and answer goes through two pipes that they inherit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, List, Mapping, Sequence

from workbench.errors import WorkbenchError

LAUNCHER = "mpiexec.gforker"
SETTINGS = {"UCX_TLS": "self,sm", "UCX_NET_DEVICES": "lo"}
GO, END = b"g", b"e"
STOP_SECONDS = 20.0


class Ranks:
    """`start`, then any number of `call`s, at last `stop`."""

    def __init__(self) -> None:
        self._process: Any = None
        self._commands = self._answers = -1

    def start(self, ranks: int, module: str, order: Mapping[str, Any]) -> None:
        """Run `module` as so many ranks, each with the descriptors and `order` (JSON) as arguments; wait for READY.

        Raises WorkbenchError where they end or there is no launcher.
        """
        launcher = os.path.join(os.path.dirname(sys.executable), LAUNCHER)
        if not os.access(launcher, os.X_OK):
            raise WorkbenchError("there is no %s beside %s" % (LAUNCHER, sys.executable), "pip install mpich")
        theirs_in, self._commands = os.pipe()
        self._answers, theirs_out = os.pipe()
        words = ["-n", str(ranks), sys.executable, "-m", module, str(theirs_in), str(theirs_out), json.dumps(order)]
        self._process = subprocess.Popen(
            [launcher, *words],
            env=dict(os.environ, **SETTINGS),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs_in, theirs_out),
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._line()

    def call(self, following_bytes: int) -> Answer:
        """Have the ranks work once. The first answers with a line of JSON, and so many bytes after it."""
        os.write(self._commands, GO)
        numbers = json.loads(self._line())
        return Answer(numbers, self._exactly(following_bytes))

    def stop(self) -> None:
        """End the ranks and wait for them."""
        if self._process is None:
            return
        for descriptor in (self._commands, self._answers):
            os.close(descriptor)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()

    def _line(self) -> bytes:
        found = b""
        while not found.endswith(b"\n"):
            found += self._exactly(1)
        return found

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = os.read(self._answers, size - len(found))
            if not more:
                status = self._process.wait()
                raise WorkbenchError("a rank ended before it answered; mpiexec ended with status %s" % status)
            found += more
        return found


class Answer:
    """What the first rank answers: `numbers`, and raw `content`."""

    def __init__(self, numbers: Sequence[int], content: bytes) -> None:
        self.numbers: List[int] = list(numbers)
        self.content = content
