"""What all ways to serve a model share: processes that stand between calls, and a load that is sent to them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any, Callable, List, Optional, Sequence, Tuple

from workbench.contracts import Context, Solver
from workbench.errors import WorkbenchError
from workbench.solvers._load import Client, in_time, send, told

START_SECONDS = 120.0
STOP_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""So long a client waits for one answer."""
LONGEST_FOLDER_BYTES = 80
"""The path of a Unix socket ends at 107 bytes."""
SAID_CHARACTERS = 500
NUMPY = {"numpy": "pip install numpy"}


class ServingSolver(Solver):
    """Sends the workload's requests from this process to others that `start` brings up; what serves is not in it.

    Everything is reached over Unix sockets in a private folder: nothing listens to any network.
    """

    tasks = ("serving",)
    scales_with = "own"

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self.processes: Optional[Processes] = None

    def bring_up(self, data: Any, context: Context, processes: Processes) -> None:  # noqa: ARG002 - to be overridden
        """Start what serves, and return when each of its workers has loaded the model."""
        raise TypeError("solver %r has no bring_up()" % self.name)

    def connect(self, place: int) -> Client:  # noqa: ARG002 - to be overridden
        """Client number `place`."""
        raise TypeError("solver %r has no connect()" % self.name)

    def start(self, data: Any, context: Context) -> None:
        """Bring up what serves."""
        self.processes = Processes(context.scratch)
        self.bring_up(data, context, self.processes)

    def stop(self) -> None:
        """End it, the last started first."""
        if self.processes is not None:
            self.processes.stop()

    def solve(self, data: Any, context: Context) -> Any:
        """Send the load; returns an answer a request, shape (requests,). In an open load one that is late is none."""
        import numpy as np

        assert self.processes is not None
        answered = send(data.requests, self.connect, data.clients, data.arrivals_seconds, self.processes.check)
        for name, value in told(answered).items():
            context.tell(name, value)
        is_open = data.arrivals_seconds is not None
        return np.array(in_time(answered, data.limit_seconds) if is_open else answered.answers)


class Processes:
    """Processes of a trial, in a private folder with a short path, and what they say when they fail."""

    def __init__(self, scratch: str) -> None:
        place = scratch if len(os.fsencode(scratch)) <= LONGEST_FOLDER_BYTES else tempfile.gettempdir()
        self.folder = tempfile.mkdtemp(prefix="s", dir=place)
        self._running: List[Tuple[str, subprocess.Popen[bytes]]] = []

    def path(self, name: str) -> str:
        """Where a file or socket of theirs lies."""
        return os.path.join(self.folder, name)

    def python(self, name: str, *arguments: str) -> None:
        """Start this interpreter."""
        self.start(name, [sys.executable, *arguments])

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program, called `name` in errors; what it prints is kept for the case that it fails."""
        with open(self.path("said"), "ab") as said:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self.folder)
        self._running.append((name, process))

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Return once `ready()`. Raises WorkbenchError where a process ends before that, or it takes too long."""
        ends = time.monotonic() + START_SECONDS
        while not ready():
            self.check()
            if time.monotonic() > ends:
                names = ", ".join(name for name, _ in self._running)
                raise WorkbenchError("%s did not come up in %g seconds: %s" % (names, START_SECONDS, self._said()))
            time.sleep(0.01)

    def check(self) -> None:
        """Raise WorkbenchError, with what it said last, where one of them has ended."""
        for name, process in self._running:
            if process.poll() is not None:
                raise WorkbenchError("%s ended with status %d: %s" % (name, process.returncode, self._said()))

    def stop(self) -> None:
        """Ask each to end, the last started first, kill what does not, and remove the folder."""
        for _, process in reversed(self._running):
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _said(self) -> str:
        with open(self.path("said"), encoding="utf-8", errors="replace") as said:
            lines = said.read().split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")[:SAID_CHARACTERS]
