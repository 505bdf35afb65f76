"""What a rank of MPI runs that is handed tasks; started by `mpi_pool`.

The first rank is nobody's worker. It reads tasks from the process that started all, and gives each to a rank of the
group that it names, by an executor of mpi4py.futures for every group.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import struct
import sys
import threading
from contextlib import ExitStack, suppress
from typing import Any, Dict, List, Tuple

FRAME = struct.Struct("<QI")
"""Before every task: its number, and its group's. Before every answer: the number, and the rank that gives it."""
HOST = "PMI_HOSTNAME"
"""What the launcher calls the host of a rank."""
TOGETHER, BY_HOST = "together", "by-host"
IDLE_SECONDS = {TOGETHER: 0.001, BY_HOST: 0.01}
"""How long a rank without work sleeps between two looks. MPI itself would look again and again, on a whole core."""
DIE_WITH_PARENT = 1


class Here:
    """What this rank is: kept for the functions that are called on it."""

    workers: Any = None
    """The communicator of all ranks of this rank's group."""


def main(words: List[str], folder: str) -> None:
    """Serve until there is nobody left to serve; at last the folder that code was put into is removed."""
    from mpi4py import MPI

    commands, answers, way = int(words[0]), int(words[1]), words[2]
    _end_with_launcher()
    world = MPI.COMM_WORLD
    first = world.Get_rank() == 0
    if not first:
        # mpiexec on this machine lets every rank inherit them.
        for descriptor in (commands, answers):
            with suppress(OSError):
                os.close(descriptor)
    if folder:
        remove_left(folder)
    try:
        ranks = world.allgather((os.environ.get(HOST, ""), socket.gethostname(), os.getpid()))
        groups = grouped([host for host, _, _ in ranks[1:]], way)
        _join(world, groups)
        with ExitStack() as stack:
            executors = list(_executors(world, groups, IDLE_SECONDS[way], stack))
            if first:
                _serve(executors, commands, answers, ranks[1:])
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def remove_left(folder: str) -> None:
    """Remove the folders beside this one that ranks of this host left because they were killed.

    A folder is called `workbench-mpi-HOST-PID-…`.
    """
    parent, name = os.path.split(folder)
    ours = name.rpartition("-%d-" % os.getpid())[0] + "-"
    for other in os.listdir(parent):
        pid = other[len(ours) :].partition("-")[0]
        if other.startswith(ours) and pid.isdigit() and not _lives(int(pid)):
            shutil.rmtree(os.path.join(parent, other), ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def grouped(hosts: List[str], way: str) -> List[List[int]]:
    """The ranks of each group: all workers, or those of each host. `hosts` are those of the ranks from 1 on."""
    if way == TOGETHER:
        return [list(range(1, len(hosts) + 1))]
    found: Dict[str, List[int]] = {}
    for rank, host in enumerate(hosts, 1):
        found.setdefault(host, []).append(rank)
    return list(found.values())


def packed(told: Any) -> bytes:
    """What a process and those that it started hand to one another, as multiprocessing does it."""
    from multiprocessing.reduction import ForkingPickler

    return bytes(ForkingPickler.dumps(told))


def unpacked(told: bytes) -> Any:
    """What was `packed`, from a process of the same trial."""
    from multiprocessing.reduction import ForkingPickler

    return ForkingPickler.loads(told)


def called(task: bytes) -> Tuple[int, bytes]:
    """On a worker: which rank it is, and, pickled, whether the task's function returned, and what it came to."""
    from mpi4py import MPI

    return MPI.COMM_WORLD.Get_rank(), _outcome(task)


def _outcome(task: bytes) -> bytes:
    try:
        function, arguments = unpacked(task)
        return packed((True, function(*arguments)))
    except Exception as error:  # noqa: BLE001 - whatever a task raises is its outcome
        try:
            # Some exceptions can be pickled and not be read again.
            told = packed((False, error))
            unpacked(told)
        except Exception:  # noqa: BLE001
            told = packed((False, RuntimeError("%s: %s" % (type(error).__name__, error))))
        return told


def _join(world: Any, groups: List[List[int]]) -> None:
    for number, ranks in enumerate(groups):
        if world.Get_rank() in ranks:
            Here.workers = world.Create_group(world.Get_group().Incl(ranks), number)


def _executors(world: Any, groups: List[List[int]], idle_seconds: float, stack: ExitStack) -> Any:
    """On the first rank an executor for each group; a worker stays in that of its own until the first one leaves."""
    from mpi4py.futures import MPICommExecutor

    for number, ranks in enumerate(groups):
        if world.Get_rank() in [0, *ranks]:
            pair = world.Create_group(world.Get_group().Incl([0, *ranks]), len(groups) + number)
            yield stack.enter_context(MPICommExecutor(pair, 0, backoff=idle_seconds, main=False))


def _serve(executors: List[Any], commands: int, answers: int, ranks: List[Any]) -> None:
    from multiprocessing.connection import Connection

    tasks = Connection(commands, writable=False)
    results = Connection(answers, readable=False)
    writing = threading.Lock()

    def tell(number: int, future: Any) -> None:
        error = future.exception()
        rank, told = (0, packed((False, RuntimeError(str(error))))) if error is not None else future.result()
        # Perhaps nobody waits for it any more.
        with suppress(OSError), writing:
            results.send_bytes(FRAME.pack(number, rank) + told)

    results.send_bytes(packed(ranks))
    while True:
        try:
            task = tasks.recv_bytes()
        except EOFError:
            return
        number, group = FRAME.unpack_from(task)
        future = executors[group].submit(called, task[FRAME.size :])
        future.add_done_callback(lambda done, number=number: tell(number, done))


def _end_with_launcher() -> None:
    """When what started this rank ends, it ends too, however that came about (prctl(2), Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
