"""What a start costs: bare Python, numpy, click alone, `workbench --help`, a launch of ours; asv's and pyperf's.

    python benchmarks/launch.py [--rounds 30] [--slow-rounds 5] [--pyperf PYTHON] [--json]

All of it is measured in one run: each round starts every command once, in a new random order, so that drift of the
machine hits all alike. Ratios are of medians; behind them stand the smallest and the largest ratio of one round.
asv and pyperf are too slow for every round. Their own start is not held against them: what counts is the
difference between MANY and one benchmark (or process), divided by MANY − 1; each imports numpy and does nothing.
pyperf is measured where the Python named by --pyperf (default: this one) has it installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import OK
from workbench.registry import resolve
from workbench.running.runner import Runner
from workbench.store.encoding import encode_line
from workbench.store.journal import Journal

EMPTY = """import numpy
from workbench.contracts import Workload


class Empty(Workload):
    def run(self, data, context):
        return None
"""
MANY = 11
ASV_METHODS = ("forkserver", "spawn")
ASV_CONFIGURATION = {
    "version": 1,
    "project": "nothing",
    "repo": ".",
    "benchmark_dir": "benchmarks",
    "environment_type": "virtualenv",  # asv wants one named; --python=same makes none
}
BENCHMARK = "import numpy\n\n\ndef time_nothing_{number}():\n    pass\n"


@dataclass(frozen=True)
class Command:
    """Something to start: what it is called, its words, and what its surroundings must be."""

    name: str
    argv: Sequence[str]
    folder: str
    environment: Mapping[str, str] = field(default_factory=dict)
    slow: bool = False

    def seconds(self) -> float:
        """Wall seconds from start to end. Raises CalledProcessError, with what it said, where it fails."""
        begun = time.perf_counter()
        subprocess.run(
            self.argv,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return time.perf_counter() - begun


class Timed(Protocol):
    """Anything that can be done once and timed."""

    name: str
    slow: bool

    def seconds(self) -> float:
        """Do it once."""


class Launch:
    """A launch of an empty workload that imports numpy, as a run makes it: sampled, recorded, on the disk."""

    name = "workbench, a launch"
    slow = False

    def __init__(self, runner: Runner, folder: str) -> None:
        self._runner = runner
        self._journal = Journal(os.path.join(folder, "trials.jsonl"))
        runner.series_folder = folder
        path = os.path.join(folder, "empty.py")
        with open(path, "w", encoding="utf-8") as module:
            module.write(EMPTY)
        workload = PluginReference("workload", "./empty.py:Empty", "empty", "Empty", path)
        planned = PlannedCase(Case(workload.name, backend="serial"), workload, resolve("backend", "serial"))
        self._spec = TrialSpec("empty-001", 1, planned, MeasureSettings(warmups=0))

    def seconds(self) -> float:
        """From nothing to the record on the disk. Raises RuntimeError where the trial fails."""
        begun = time.perf_counter()
        record = self._runner.run_trial(self._spec)
        self._journal.append(encode_line(record))
        elapsed = time.perf_counter() - begun
        if record.status != OK:
            raise RuntimeError(f"{record.status}: {record.reason}")
        return elapsed


@dataclass(frozen=True)
class Cost:
    """A line of the result: seconds a round, and the round each was measured in."""

    name: str
    by_round: Mapping[int, float]

    def row(self, base: Cost) -> dict[str, object]:
        """The figures against `base`; the spread of the ratio is over rounds that measured both."""
        seconds = list(self.by_round.values())
        paired = [value / base.by_round[number] for number, value in self.by_round.items()]
        return {
            "name": self.name,
            "rounds": len(seconds),
            "median_seconds": statistics.median(seconds),
            "low_seconds": min(seconds),
            "high_seconds": max(seconds),
            "ratio": statistics.median(seconds) / statistics.median(base.by_round.values()),
            "low_ratio": min(paired),
            "high_ratio": max(paired),
        }


def starts(folder: str) -> Iterator[Command]:
    """The quick ones: an interpreter and what it imports."""
    workbench = os.path.join(os.path.dirname(sys.executable), "workbench")
    yield Command("python -c pass", [sys.executable, "-c", "pass"], folder)
    yield Command("python -c 'import click'", [sys.executable, "-c", "import click"], folder)
    yield Command("python -c 'import numpy'", [sys.executable, "-c", "import numpy"], folder)
    yield Command("workbench --help", [workbench, "--help"], folder)


def asv_runs(folder: str, benchmarks: int) -> Iterator[Command]:
    """An asv project of that many empty benchmarks, each run once in this interpreter, by each way of launching.

    `forkserver` is what asv chooses by itself: it imports once and forks. `spawn` starts a fresh process each.
    """
    project = os.path.join(folder, f"asv-{benchmarks}")
    os.makedirs(os.path.join(project, "benchmarks"))
    with open(os.path.join(project, "asv.conf.json"), "w", encoding="utf-8") as configuration:
        json.dump(ASV_CONFIGURATION, configuration)
    open(os.path.join(project, "benchmarks", "__init__.py"), "w", encoding="utf-8").close()
    for number in range(benchmarks):
        with open(os.path.join(project, "benchmarks", f"nothing_{number}.py"), "w", encoding="utf-8") as module:
            module.write(BENCHMARK.format(number=number))
    home = {"HOME": folder}
    asv = [sys.executable, "-m", "asv"]
    Command("asv machine", [*asv, "machine", "--yes"], project, home).seconds()
    for method in ASV_METHODS:
        argv = [*asv, "run", "--python=same", "--quick", "--launch-method", method]
        yield Command(f"asv {method}, {benchmarks}", argv, project, home, slow=True)


def pyperf_run(python: str, folder: str, processes: int) -> Command:
    """pyperf timing `pass`, one value in each of that many processes."""
    options = ["--processes", str(processes), "--loops", "1", "--values", "1", "--warmups", "0"]
    argv = [python, "-m", "pyperf", "timeit", *options, "--setup", "import numpy", "pass"]
    return Command(f"pyperf, {processes}", argv, folder, slow=True)


def has(module: str, python: str) -> bool:
    """Whether that interpreter can import the module."""
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def measure(commands: Sequence[Timed], rounds: int, slow_rounds: int, seed: int) -> dict[str, dict[int, float]]:
    """Name → round → seconds. Each command is started once beforehand, unrecorded, so that bytecode is cached."""
    order = random.Random(seed)
    seconds: dict[str, dict[int, float]] = {command.name: {} for command in commands}
    every = max(1, rounds // slow_rounds)
    for number in range(-1, rounds):
        due = [command for command in commands if not command.slow or number % every == 0 or number < 0]
        for command in order.sample(due, len(due)):
            elapsed = command.seconds()
            if number >= 0:
                seconds[command.name][number] = elapsed
        print(f"\rround {max(number, 0) + 1} of {rounds}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return seconds


def each(name: str, tool: str, seconds: Mapping[str, Mapping[int, float]]) -> Cost:
    """What one more benchmark (or process) of a tool costs, from its runs with MANY and with one."""
    one, many = seconds[f"{tool}, 1"], seconds[f"{tool}, {MANY}"]
    return Cost(name, {number: (many[number] - one[number]) / (MANY - 1) for number in one})


def costs(seconds: Mapping[str, Mapping[int, float]]) -> list[Cost]:
    """The lines of the result, from what was measured."""
    lines = [Cost(name, by_round) for name, by_round in seconds.items() if not name.startswith(("asv ", "pyperf,"))]
    tools = {f"asv {method}": f"asv ({method}), a benchmark more" for method in ASV_METHODS}
    tools["pyperf"] = "pyperf, a process more"
    return lines + [each(name, tool, seconds) for tool, name in tools.items() if f"{tool}, 1" in seconds]


def machine() -> str:
    """What it was measured on, in a line."""
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{model}, {os.cpu_count()} CPUs, Python {platform.python_version()}, load average {load}"


def show(rows: Sequence[Mapping[str, object]], base: str) -> None:
    """The table, as Markdown."""
    print(f"| | rounds | median, s | smallest – largest, s | against `{base}` | smallest – largest |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        times = "{median_seconds:.4f} | {low_seconds:.4f} – {high_seconds:.4f}".format_map(row)
        ratios = "{ratio:.2f} | {low_ratio:.2f} – {high_ratio:.2f}".format_map(row)
        print(f"| {row['name']} | {row['rounds']} | {times} | {ratios} |")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--slow-rounds", type=int, default=5, help="in how many of them asv and pyperf take part")
    parser.add_argument("--pyperf", default=sys.executable, metavar="PYTHON", help="an interpreter that has pyperf")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, Runner() as runner:
        commands: list[Timed] = [*starts(folder), Launch(runner, folder)]
        missing = []
        if has("asv", sys.executable):
            commands += [*asv_runs(folder, 1), *asv_runs(folder, MANY)]
        else:
            missing.append("asv is not installed here: pip install asv")
        if has("pyperf", asked.pyperf) and has("numpy", asked.pyperf):
            commands += [pyperf_run(asked.pyperf, folder, 1), pyperf_run(asked.pyperf, folder, MANY)]
        else:
            missing.append("pyperf: install pyperf and numpy here, or name a Python that has both with --pyperf")
        measured = costs(measure(commands, asked.rounds, asked.slow_rounds, asked.seed))
    base = next(cost for cost in measured if "numpy" in cost.name)
    rows = [cost.row(base) for cost in measured]
    if asked.json:
        print(json.dumps({"machine": machine(), "base": base.name, "costs": rows, "missing": missing}, indent=2))
        return
    print(machine() + "\n")
    show(rows, base.name)
    for reason in missing:
        print(f"\nnot measured: {reason}")


if __name__ == "__main__":
    main()
