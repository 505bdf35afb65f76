"""Ranks of MPI that stand between calls: started by mpiexec on this machine, told when to work, read when done.

What the ranks are told and answer goes through two pipes that they inherit.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, List, Mapping, Sequence

from workbench.child.mpi_launch import Job, here
from workbench.errors import WorkbenchError

GO, END = b"g", b"e"


class Ranks:
    """`start`, then any number of `call`s, at last `stop`."""

    def __init__(self) -> None:
        self._job = Job()

    def start(self, ranks: int, module: str, order: Mapping[str, Any]) -> None:
        """Run `module` as so many ranks, each with the descriptors and `order` (JSON) as arguments; wait for READY.

        Raises WorkbenchError where they end or there is no launcher.
        """
        words = ["-m", module, "{commands}", "{answers}", json.dumps(order)]
        self._job.start(here(ranks), words, stdout=subprocess.DEVNULL)
        self._line()

    def call(self, following_bytes: int) -> Answer:
        """Have the ranks work once. The first answers with a line of JSON, and so many bytes after it."""
        os.write(self._job.commands, GO)
        numbers = json.loads(self._line())
        return Answer(numbers, self._exactly(following_bytes))

    def stop(self) -> None:
        """End the ranks and wait for them."""
        self._job.stop()

    def _line(self) -> bytes:
        found = b""
        while not found.endswith(b"\n"):
            found += self._exactly(1)
        return found

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = os.read(self._job.answers, size - len(found))
            if not more:
                status = self._job.wait()
                raise WorkbenchError("a rank ended before it answered; mpiexec ended with status %s" % status)
            found += more
        return found


class Answer:
    """What the first rank answers: `numbers`, and raw `content`."""

    def __init__(self, numbers: Sequence[int], content: bytes) -> None:
        self.numbers: List[int] = list(numbers)
        self.content = content
