"""Who watches in benchmarks/sampler.py: our sampler, and the peers, each a process of its own beside a tree."""

from __future__ import annotations

import glob
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Optional

from workbench import wire
from workbench.telemetry.summary import WatchSummary

LOOP = """
import signal, sys, time
import psutil
def leave(*_):
    print(peak, flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, leave)
root, interval, peak, due = psutil.Process(int(sys.argv[1])), float(sys.argv[2]), 0, time.monotonic()
while True:
    total = 0
    try:
        processes = [root, *root.children(recursive=True)]
    except psutil.Error:
        processes = []
    for process in processes:
        try:
            total += process.memory_info().rss
            process.cpu_times()
        except psutil.Error:
            pass
    peak = max(peak, total)
    due += interval
    time.sleep(max(0.0, due - time.monotonic()))
"""


@dataclass(frozen=True)
class Seen:
    """What a watcher made of a tree: the peak in bytes (`high_bytes`: the upper end, where it tells one)."""

    peak_bytes: float
    high_bytes: Optional[float] = None
    worst_gap_seconds: Optional[float] = None
    ticks: Optional[int] = None


class Watcher:
    """Started on a pid; `leave` after the tree has ended tells what it saw. `cpu_seconds`: what it has used so far."""

    name = ""

    def __init__(self, pid: int, interval: float, folder: str) -> None:
        raise NotImplementedError

    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """On-CPU time of all its threads, to the nanosecond (/proc/PID/task/*/schedstat)."""
        total = 0
        for path in glob.glob(f"/proc/{self.process.pid}/task/*/schedstat"):
            with open(path, "rb") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def leave(self) -> Seen:
        """End it."""
        raise NotImplementedError


class Ours(Watcher):
    """The sampler process with every probe, PSS tier and series file included."""

    name = "workbench"

    def __init__(self, pid: int, interval: float, folder: str) -> None:
        words = [sys.executable, "-m", "workbench.telemetry.sampler"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._ask({"type": "prepare"})
        order = {
            "type": "watch",
            "trial_id": "bench",
            "pid": pid,
            "launched_at": time.monotonic(),
            "series_path": os.path.join(folder, f"{pid}.arrows"),
            "interval_seconds": interval,
        }
        self._send(order)

    def leave(self) -> Seen:
        """Its own summary."""
        summary = WatchSummary.from_message(self._ask({"type": "stop"}))
        self._input().close()
        self.process.wait()
        memory = summary.memory
        return Seen(
            0.0 if memory is None else memory.low_bytes,
            None if memory is None else memory.high_bytes,
            summary.sampler.worst_gap_seconds,
            summary.sampler.ticks,
        )

    def _ask(self, message: wire.Message) -> wire.Message:
        self._send(message)
        assert self.process.stdout is not None
        return wire.decode(self.process.stdout.readline())

    def _send(self, message: wire.Message) -> None:
        self._input().write(wire.encode(message))
        self._input().flush()

    def _input(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin


class PsutilLoop(Watcher):
    """A loop as people write it: children, memory and CPU times of all, every interval."""

    name = "psutil loop"

    def __init__(self, pid: int, interval: float, folder: str) -> None:  # noqa: ARG002 - as the others
        words = [sys.executable, "-c", LOOP, str(pid), str(interval)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE)

    def leave(self) -> Seen:
        """It tells its peak when it is asked to end."""
        self.process.terminate()
        output, _ = self.process.communicate()
        return Seen(float(output or 0))


class PsRecord(Watcher):
    """psrecord --include-children."""

    name = "psrecord"

    def __init__(self, pid: int, interval: float, folder: str, python: str = sys.executable) -> None:
        self._log = os.path.join(folder, f"{pid}.psrecord")
        options = ["--include-children", "--interval", str(interval), "--log", self._log]
        words = [os.path.join(os.path.dirname(python), "psrecord"), str(pid), *options]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)

    def leave(self) -> Seen:
        """Out of its log."""
        _wait_or_end(self.process)
        with open(self._log, encoding="utf-8") as file:
            rows = [line.split() for line in file if not line.startswith("#")]
        return Seen(max((float(row[2]) for row in rows), default=0.0) * (1 << 20))


class MemoryProfiler(Watcher):
    """memory_profiler's mprof --include-children."""

    name = "mprof"

    def __init__(self, pid: int, interval: float, folder: str, python: str = sys.executable) -> None:
        self._log = os.path.join(folder, f"{pid}.mprof")
        options = ["--include-children", "--interval", str(interval), "--output", self._log, "--attach", str(pid)]
        words = [os.path.join(os.path.dirname(python), "mprof"), "run", *options]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def leave(self) -> Seen:
        """Out of its log."""
        _wait_or_end(self.process)
        with open(self._log, encoding="utf-8") as file:
            rows = [line.split() for line in file if line.startswith("MEM ")]
        return Seen(max((float(row[1]) for row in rows), default=0.0) * (1 << 20))


Start = Callable[[int, float, str], Watcher]


def watchers(python: Optional[str]) -> tuple[dict[str, Start], dict[str, str]]:
    """(name → how to start it, name → why it can't be). `python`: of an environment that has the peers."""
    starts: dict[str, Start] = {Ours.name: Ours, PsutilLoop.name: PsutilLoop}
    missing = {}
    where = python or sys.executable
    for plugin, program in ((PsRecord, "psrecord"), (MemoryProfiler, "mprof")):
        if os.path.exists(os.path.join(os.path.dirname(where), program)):
            starts[plugin.name] = _of(plugin, where)
        else:
            missing[plugin.name] = f"no {program} beside {where}: give --install, or --python of an environment with it"
    return starts, missing


def install(folder: str) -> str:
    """A virtual environment with the peers; its Python. Raises CalledProcessError where they can't be had."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = os.path.join(folder, "bin", "python")
    packages = ["psrecord", "memory_profiler", "setuptools"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True, stdout=subprocess.DEVNULL)
    return python


def _of(plugin: type[PsRecord | MemoryProfiler], python: str) -> Start:
    return lambda pid, interval, folder: plugin(pid, interval, folder, python)


def _wait_or_end(process: subprocess.Popen[bytes]) -> None:
    """They leave by themselves once the tree has ended."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
