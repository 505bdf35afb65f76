"""A pool of MPI's ranks that stand for a trial and are handed tasks, each by its group."""

from __future__ import annotations

import os
import select
import threading
from concurrent.futures import Future
from typing import Any, BinaryIO, Callable, Dict, Hashable, List, NamedTuple, Optional, Tuple

from workbench.child.mpi_launch import Job, Launch
from workbench.child.mpi_rank import FRAME, TOGETHER, packed, unpacked
from workbench.contracts import WorkDone
from workbench.errors import WorkbenchError

BOOT = """
import os, socket, sys, tempfile
sys.path[:] = [place for place in sys.path if place]
from mpi4py import MPI
commands, answers, way, archive = sys.argv[1:]
world, folder = MPI.COMM_WORLD, ""
first = world.Get_rank() == 0
if archive:
    content = None
    if first:
        with open(archive, "rb") as file:
            content = file.read()
    content = world.bcast(content)
    if not first:
        folder = tempfile.mkdtemp(prefix="workbench-mpi-%s-%d-" % (socket.gethostname(), os.getpid()))
        path = os.path.join(folder, os.path.basename(archive))
        with open(path, "wb") as file:
            file.write(content)
        sys.path.insert(0, path)
from workbench.child import mpi_rank
mpi_rank.main([commands, answers, way], folder)
"""
"""What every rank runs: on a host that has nothing of ours the code comes by MPI."""
ANSWER_SECONDS = 120.0
TOLD_CHARACTERS = 600


class Worker(NamedTuple):
    """A rank that is handed tasks: the host it was asked for on, what that calls itself, and its process there."""

    host: str
    name: str
    pid: int


class RankPool:
    """`start`, then any number of `submit`s from any thread, at last `stop`."""

    def __init__(self) -> None:
        self.workers: List[Worker] = []
        self.done: List[int] = []
        """How many tasks each worker has done."""
        self._job = Job()
        self._lock = threading.Lock()
        self._pending: Dict[int, Future[Any]] = {}
        self._numbers = 0
        self._ended: Optional[str] = None
        self._reader: Optional[threading.Thread] = None
        self._errors: Optional[BinaryIO] = None

    def start(
        self,
        launch: Launch,
        folder: str,
        way: str = TOGETHER,
        archive: str = "",
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Start the ranks and wait until all stand. `folder` is for what they complain about.

        Raises WorkbenchError, with what was said, where they don't come.
        """
        from multiprocessing.connection import Connection

        self._errors = open(os.path.join(folder, "mpi-%d.txt" % id(self)), "w+b")  # noqa: SIM115 - closed by stop
        words = ["-c", BOOT, "{commands}", "{answers}", way, archive]
        self._job.start(launch, words, stderr=self._errors)
        self._tasks = Connection(os.dup(self._job.commands), readable=False)
        self._results = Connection(os.dup(self._job.answers), writable=False)
        told = self._first_word(seconds)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.workers = [Worker(*each) for each in told]
        if len(self.workers) != launch.ranks - 1:
            raise WorkbenchError("%d of MPI's ranks stand, not %d" % (1 + len(self.workers), launch.ranks))
        self.done = [0] * len(self.workers)

    @property
    def ended(self) -> bool:
        """Whether the ranks have ended by themselves: nothing can be handed to them any more."""
        return self._ended is not None

    def submit(self, group: int, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a rank of the group call it. What is handed over is pickled, the function by its name.

        The future raises what the function raised, or WorkbenchError where the ranks have ended.
        """
        task = packed((function, arguments))
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            number, self._numbers = self._numbers, self._numbers + 1
            if self._ended is None:
                self._pending[number] = future
                try:
                    self._tasks.send_bytes(FRAME.pack(number, group) + task)
                except OSError:
                    pass  # They have ended: the reader tells every future.
                return future
        future.set_exception(WorkbenchError(self._ended))
        return future

    def map(self, function: Callable[[Any], Any], items: Any) -> List[Any]:
        """Call it on every item, an item a task, on the ranks of the first group; results in the items' order."""
        return [future.result() for future in [self.submit(0, function, item) for item in items]]

    def places(self) -> List[Tuple[str, int]]:
        """The host and the process of each worker, in the order of their ranks."""
        return [(worker.host, worker.pid) for worker in self.workers]

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Tasks that each worker has done."""
        return {place: WorkDone(place[0], float(count)) for place, count in zip(self.places(), self.done)}

    def stop(self) -> None:
        """End the ranks and wait for them; those that still work are made to end."""
        if self._errors is None:
            return
        if self._pending or self._reader is None:
            self._job.end()
        if self._reader is not None:
            self._tasks.close()
        self._job.stop()
        if self._reader is not None:
            self._reader.join()
            self._results.close()
        self._errors.close()
        os.unlink(self._errors.name)
        self._errors = None

    def _first_word(self, seconds: float) -> Any:
        readable, _, _ = select.select([self._results], [], [], seconds)
        try:
            if readable:
                return unpacked(self._results.recv_bytes())
            reason = "they did not answer within %g s" % seconds
        except EOFError:
            reason = "mpiexec ended with status %d" % self._job.wait()
        self._tasks.close()
        self._results.close()
        raise WorkbenchError("MPI's ranks don't stand: %s%s" % (reason, self._said()))

    def _read(self) -> None:
        while True:
            try:
                answer = self._results.recv_bytes()
            except (EOFError, OSError):
                break
            number, rank = FRAME.unpack_from(answer)
            with self._lock:
                future = self._pending.pop(number)
                if rank > 0:
                    self.done[rank - 1] += 1
            _settle(future, answer)
        self._lose()

    def _lose(self) -> None:
        with self._lock:
            self._ended = "a rank ended before it answered; mpiexec ended with status %d%s" % (
                self._job.wait(),
                self._said(),
            )
            lost, self._pending = self._pending, {}
        for future in lost.values():
            future.set_exception(WorkbenchError(self._ended))

    def _said(self) -> str:
        """The end of what mpiexec and the ranks complained about."""
        assert self._errors is not None
        self._errors.seek(0)
        text = " ".join(self._errors.read().decode("utf-8", "replace").split())
        return ": …" + text[-TOLD_CHARACTERS:] if len(text) > TOLD_CHARACTERS else text and ": " + text


def _settle(future: Future[Any], answer: bytes) -> None:
    try:
        returned, outcome = unpacked(answer[FRAME.size :])
    except Exception as error:  # noqa: BLE001 - an answer that can't be read is the outcome
        returned, outcome = False, error
    if returned:
        future.set_result(outcome)
    else:
        future.set_exception(outcome)
