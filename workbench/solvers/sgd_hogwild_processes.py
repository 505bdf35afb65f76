"""HOGWILD! on processes that share memory."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Tuple

from workbench.contracts import Context
from workbench.errors import WorkbenchError
from workbench.solvers._hogwild import progress_cells, spent, update_freely
from workbench.solvers._sgd import WEIGHT_BYTES, DescentSolver, Goal, Schedule, open_rows, warm
from workbench.solvers._sgd_kernels import compiled

ANSWER_SECONDS = 120.0
GO, DONE = "go", "done"


class Order(NamedTuple):
    """What a worker process is told when it starts: the block of shared memory by its name, and what to do."""

    block: str
    worker: int
    workers: int
    features: int
    paths: Tuple[str, ...]
    goal: Goal
    schedule: Schedule


class HogwildProcesses(DescentSolver):
    """`workers` processes update one array of weights in shared memory, row by row, without a lock (HOGWILD!).

    The processes stand between calls, each with the rows mapped; a call is one word to each and one back. Which updates
    get lost differs from launch to launch.
    """

    name = "sgd.HogwildProcesses"
    deterministic = False

    def setup(self, data: Any) -> None:
        """Compile the loops; the processes find them compiled."""
        self._processes: List[Any] = []
        self._pipes: List[Any] = []
        self._block: Any = None
        super().setup(data)

    def start(self, data: Any, context: Context) -> None:
        """Make the shared memory and start the processes; returns when each has compiled its loops."""
        import multiprocessing
        from multiprocessing.shared_memory import SharedMemory

        cells = data.features + progress_cells(context.workers)
        self._block = SharedMemory(create=True, size=cells * WEIGHT_BYTES)
        processes = multiprocessing.get_context("spawn")
        for worker in range(context.workers):
            own, theirs = processes.Pipe()
            order = Order(
                self._block.name,
                worker,
                context.workers,
                data.features,
                data.paths,
                self.goal(data),
                self.schedule(),
            )
            process = processes.Process(target=_stand, args=(theirs, order), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(own)
        self._wait(ANSWER_SECONDS)

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        weights, progress = _views(self._block.buf, data.features, context.workers)
        weights[:] = 0.0
        progress[:] = 0
        for pipe in self._pipes:
            pipe.send(GO)
        self._wait(None)
        self.tell(context, spent(progress))
        return weights.copy()

    def stop(self) -> None:
        """End the processes and give the shared memory back."""
        for pipe in self._pipes:
            # Its other end then reads that there is nobody left to tell it anything.
            pipe.close()
        for process in self._processes:
            process.join()
        if self._block is not None:
            self._block.close()
            self._block.unlink()

    def _wait(self, seconds: Any) -> None:
        """Return when every process has answered. Raises WorkbenchError where one ended or took longer."""
        for worker, pipe in enumerate(self._pipes):
            try:
                answered = pipe.poll(seconds) and pipe.recv() == DONE
            except EOFError:
                answered = False
            if not answered:
                raise WorkbenchError("worker %d of %s ended or does not answer" % (worker, self.name))


def _stand(pipe: Any, order: Order) -> None:
    """A worker process: update the shared weights each time it is told to."""
    from multiprocessing.shared_memory import SharedMemory

    rows = open_rows(order.paths, compiled())
    warm(rows, order.features)
    block = SharedMemory(order.block)
    weights, progress = _views(block.buf, order.features, order.workers)
    pipe.send(DONE)
    while _is_told(pipe):
        update_freely(rows, order.worker, order.workers, weights, progress, order.goal, order.schedule)
        pipe.send(DONE)
    del weights, progress
    block.close()


def _is_told(pipe: Any) -> bool:
    """Wait until it is told to work; False once there is nobody left to tell it."""
    try:
        return bool(pipe.recv() == GO)
    except EOFError:
        return False


def _views(buffer: Any, features: int, workers: int) -> Tuple[Any, Any]:
    """The weights and the progress in a block of shared memory."""
    import numpy as np

    weights = np.ndarray((features,), dtype=np.float64, buffer=buffer)
    cells = progress_cells(workers)
    return weights, np.ndarray((cells,), dtype=np.int64, buffer=buffer, offset=features * WEIGHT_BYTES)


PLUGIN = HogwildProcesses
