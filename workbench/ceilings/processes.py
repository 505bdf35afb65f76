"""What starting a process costs, and handing it a word."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from workbench.ceilings._cores import in_fresh_process
from workbench.ceilings._rounds import median, timed_rounds
from workbench.contracts import CeilingTest
from workbench.model.ceiling import Ceiling


class Processes(CeilingTest):
    """Times the start of a bare interpreter, a fork and a round trip over two pipes."""

    name = "processes"
    about_seconds = 6.0

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`process_start`, `fork` and `ipc_round_trip` in seconds."""
        bare = [sys.executable, "-I", "-S", "-c", "pass"]
        starts = timed_rounds(lambda: subprocess.run(bare, check=True, stdin=subprocess.DEVNULL), 20, 2.0)
        forks, trips = in_fresh_process(time_forks_and_trips, None)
        python = "%d.%d.%d" % sys.version_info[:3]
        return (
            Ceiling(
                "process_start",
                median(starts),
                "s",
                f"start and end of Python {python} without site packages, median of {len(starts)}",
            ),
            Ceiling(
                "fork",
                median(forks),
                "s",
                f"fork, end and wait of a small process, median of {len(forks)}; one with more memory takes longer",
            ),
            Ceiling(
                "ipc_round_trip", median(trips), "s", f"one byte there and back over two pipes, median of {len(trips)}"
            ),
        )


def time_forks_and_trips(_: Any) -> tuple[list[float], list[float]]:
    """Seconds of each fork and of each round trip."""
    forks = timed_rounds(_fork_and_wait, 300, 1.0)
    here, there = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _echo(here, there)
    os.close(here[0])
    os.close(there[1])

    def trip() -> None:
        os.write(here[1], b"x")
        os.read(there[0], 1)

    timed_rounds(trip, 100, 1.0)
    trips = timed_rounds(trip, 5000, 1.0)
    os.close(here[1])
    os.waitpid(pid, 0)
    return forks, trips


def _fork_and_wait() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _echo(here: tuple[int, int], there: tuple[int, int]) -> None:
    """The other end, until the pipe closes."""
    try:
        os.close(here[1])
        while data := os.read(here[0], 1):
            os.write(there[1], data)
    finally:
        os._exit(0)


PLUGIN = Processes
