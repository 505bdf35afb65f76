"""Processes of the trial's own that stand between calls and know their number: what collectives are run by."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Callable, ContextManager, List

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Open = Callable[[int, int, Any], ContextManager[Callable[[], Any]]]
"""(number, how many there are, what all are told) → within it a rank stands, and calls what it gives once a call."""
ENDS_SECONDS = 10.0


class Ranks:
    """Fresh processes (spawned: nothing is shared by a fork), joined to this one by a pipe each.

    A rank whose parent is gone ends by itself: its pipe is closed then.
    """

    def __init__(self) -> None:
        self._processes: List[Any] = []
        self._pipes: List[Connection] = []

    def start(self, count: int, opened: Open, told: Any) -> None:
        """Start `count` ranks; returns when all stand. Raises WorkbenchError where one can't."""
        import multiprocessing

        spawning = multiprocessing.get_context("spawn")
        for number in range(count):
            ours, theirs = spawning.Pipe()
            process = spawning.Process(target=_stand, args=(number, count, theirs, opened, told), daemon=True)
            self._pipes.append(ours)
            self._processes.append(process)
            process.start()
            theirs.close()
        self._answers()

    def call(self) -> List[Any]:
        """Have every rank make one call; what each returned, by number. Raises WorkbenchError where one failed."""
        for pipe in self._pipes:
            pipe.send(True)
        return self._answers()

    def stop(self) -> None:
        """End them and wait; those that hang in a collective are made to."""
        for pipe in self._pipes:
            pipe.close()
        started = [process for process in self._processes if process.pid is not None]
        self._wait(started)
        for end in ("terminate", "kill"):
            for process in started:
                if process.is_alive():
                    getattr(process, end)()
            self._wait(started)

    def _wait(self, processes: List[Any]) -> None:
        ends = time.monotonic() + ENDS_SECONDS
        for process in processes:
            process.join(max(0.0, ends - time.monotonic()))

    def _answers(self) -> List[Any]:
        from multiprocessing.connection import Connection, wait

        answers: List[Any] = [None] * len(self._pipes)
        waiting = {pipe: number for number, pipe in enumerate(self._pipes)}
        while waiting:
            for pipe in wait(list(waiting)):
                assert isinstance(pipe, Connection)
                number = waiting.pop(pipe)
                answers[number] = self._answer(number, pipe)
        return answers

    def _answer(self, number: int, pipe: Connection) -> Any:
        try:
            fault, answer = pipe.recv()
        except EOFError:
            self._processes[number].join(ENDS_SECONDS)
            ended = "ended with status %s" % self._processes[number].exitcode
            raise WorkbenchError("rank %d of %d %s" % (number, len(self._pipes), ended)) from None
        if fault is not None:
            raise WorkbenchError("rank %d of %d: %s" % (number, len(self._pipes), fault))
        return answer


def _stand(number: int, count: int, pipe: Connection, opened: Open, told: Any) -> None:
    """What a rank does: stand, then answer each call until the pipe is closed."""
    try:
        with opened(number, count, told) as work:
            pipe.send((None, None))
            while _asked(pipe):
                pipe.send((None, work()))
    except Exception as error:
        pipe.send(("%s: %s" % (type(error).__name__, error), None))
        raise


def _asked(pipe: Connection) -> bool:
    try:
        return bool(pipe.recv())
    except EOFError:
        return False
