"""Runs a kernel in fresh processes: alone on one core, or one a core at the same time.

One process a core, each on its own data, is what the HPC Challenge suite calls its Star mode (Luszczek, Dongarra
et al. 2005); nothing is shared but the hardware, so what is lost against one core is the hardware's doing.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.contracts import CannotMeasure
from workbench.telemetry.kernel.containers import read_limits

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Barrier

ANSWER_SECONDS = 60.0
Kernel = Callable[[Any], Callable[[], object]]
"""Takes its argument, prepares data, and returns the call that is timed. A module's top-level function."""


LEAST_ROUNDS = 10
MOST_ROUNDS = 40
ROUNDS_SECONDS = 2.5


class Best(NamedTuple):
    """The shortest of so many rounds."""

    seconds: float
    rounds: int


class Together(NamedTuple):
    """What processes that run at once share: where they wait for each other, and the round that isn't run any more."""

    barrier: Barrier
    stop_at: Synchronized[int]


class Span(NamedTuple):
    """When a process began and ended a round (CLOCK_MONOTONIC)."""

    start: float
    end: float


def usable_cpus() -> tuple[int, ...]:
    """The CPUs to load at once: those this process may use, and no more than its container's limit feeds."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    limit = read_limits().cpu_cores
    return tuple(allowed if limit is None else allowed[: max(1, math.floor(limit))])


def best_round(kernel: Kernel, argument: Any, cpus: Sequence[int], rounds: int = MOST_ROUNDS) -> Best:
    """The shortest round: from the first process' start to the last one's end, a process on each of `cpus`.

    Each round begins at a barrier, after one that isn't counted. There are fewer than `rounds` (but 10, as STREAM asks)
    once one process has spent ROUNDS_SECONDS: many short ones find a quiet moment on a machine that has other work.
    Raises CannotMeasure where a process fails.
    """
    spans: list[list[Span]] = _in_processes(_time_rounds, [(cpu, kernel, argument) for cpu in cpus], rounds)
    rounds_of_all: list[tuple[Span, ...]] = list(zip(*spans, strict=True))
    seconds = min(max(span.end for span in one) - min(span.start for span in one) for one in rounds_of_all)
    return Best(seconds, len(rounds_of_all))


def in_fresh_process(function: Callable[[Any], Any], argument: Any) -> Any:
    """What `function` returns in a process that has imported little. Raises CannotMeasure where it fails."""
    return _in_processes(_call, [(function, argument)], 1)[0]


def _in_processes(target: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], rounds: int) -> list[Any]:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    together = Together(context.Barrier(len(arguments)), context.Value("i", rounds))
    ends: list[Connection] = []
    processes: list[SpawnProcess] = []
    try:
        for each in arguments:
            mine, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(theirs, together, target, each), daemon=True)
            process.start()
            theirs.close()
            ends.append(mine)
            processes.append(process)
        deadline = time.monotonic() + ANSWER_SECONDS
        return [_received(end, deadline) for end in ends]
    finally:
        for process in processes:
            process.kill()
            process.join()
            process.close()
        for end in ends:
            end.close()


def _received(end: Connection, deadline: float) -> Any:
    try:
        if not end.poll(max(0.0, deadline - time.monotonic())):
            raise CannotMeasure(f"a measuring process gave no answer within {ANSWER_SECONDS:g} s")
        failed, answer = end.recv()
    except EOFError:
        raise CannotMeasure("a measuring process died", "look for a memory limit: dmesg, ulimit -v") from None
    if failed:
        raise CannotMeasure(answer)
    return answer


def _answer(end: Connection, together: Together, target: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Runs in the fresh process."""
    try:
        end.send((False, target(together, *arguments)))
    except CannotMeasure as error:
        end.send((True, str(error)))
    except Exception as error:  # noqa: BLE001 - the reason is told where the figure would stand
        # Else the others would wait for this one until their time is over.
        together.barrier.abort()
        end.send((True, f"{type(error).__name__}: {error}"))


def _call(together: Together, function: Callable[[Any], Any], argument: Any) -> Any:  # noqa: ARG001 - as every target
    return function(argument)


def _time_rounds(together: Together, cpu: int, kernel: Kernel, argument: Any) -> list[Span]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})
    work = kernel(argument)
    work()
    spans: list[Span] = []
    deadline = time.monotonic() + ROUNDS_SECONDS
    while True:
        together.barrier.wait(ANSWER_SECONDS)
        # Whoever set it did so before this barrier opened, so all leave at the same one.
        if len(spans) >= together.stop_at.value:
            return spans
        start = time.monotonic()
        work()
        spans.append(Span(start, time.monotonic()))
        if spans[-1].end > deadline and len(spans) >= LEAST_ROUNDS:
            with together.stop_at.get_lock():
                together.stop_at.value = min(together.stop_at.value, len(spans))
