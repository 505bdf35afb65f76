"""How long 100,000 trial records take to load and to summarise. Prints seconds; run by hand.

    python benchmarks/store.py [--trials 100000] [--runs 40] [--launches 6] [--repeats 1]

The records are as a run writes them: phases, memory, thread pools, versions, sampler health. The files have
just been written, so it is the page cache that is read, not the disk. CPU seconds are this process's own: on
a machine with other work they say more than the wall clock does.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import (
    OK,
    CpuUse,
    MemoryPeak,
    Phase,
    SamplerHealth,
    Score,
    ThreadPool,
    TrialRecord,
)
from workbench.store.catalogue import find_runs
from workbench.store.encoding import encode_line
from workbench.store.reader import read_rows, read_run
from workbench.store.writer import RunWriter

MACHINE = Machine("bench-0123abcd", "Linux", "6.1", "a CPU", 2, 2, 8 << 30)


def make_plan(cases: int, launches: int, repeats: int) -> Plan:
    """`cases` cases that differ in their data's size, solver and workers."""
    workload = PluginReference("workload", "ridge", "workbench.workloads.ridge", "PLUGIN")
    backend = PluginReference("backend", "loky", "workbench.backends.loky", "PLUGIN")
    planned = []
    for number in range(cases):
        workers = 2 ** (number % 4)
        case = Case(
            "ridge",
            {"samples": 10_000 + number // 4, "features": 500},
            "sklearn.Ridge[saga]",
            backend="loky",
            resources=Resources(workers=workers),
        )
        solver = PluginReference("solver", "sklearn.Ridge[saga]", "workbench.solvers.ridge", "PLUGIN", variant="saga")
        planned.append(PlannedCase(case, workload, backend, solver))
    return Plan("bench", tuple(planned), MeasureSettings(launches=launches, repeats=repeats))


def make_record(case_id: str, launch: int, repeats: int, random_numbers: random.Random) -> TrialRecord:
    """One launch that ended well."""
    at = 0.0
    phases, walls = [], []
    for name in ("setup", "start", "warmup", *["measure"] * repeats, "score", "stop"):
        seconds = random_numbers.lognormvariate(0.0, 0.1)
        phases.append(Phase(name, at, at + seconds))
        at += seconds
        if name == "measure":
            walls.append(seconds)
    peak = random_numbers.randrange(10**8, 10**9)
    return TrialRecord(
        f"{case_id}-{launch:03d}",
        case_id,
        launch,
        OK,
        1.7e9 + at,
        at,
        tuple(walls),
        phases=tuple(phases),
        score=Score("r2", random_numbers.random(), True, 0.01),
        memory=MemoryPeak(peak, "pss_sampled", peak + 10**6, "vm_hwm", peak + 10**5),
        cpu=CpuUse(at, 0.1 * at),
        tree_peak_processes=5,
        tree_peak_threads=21,
        read_bytes=peak,
        written_bytes=4096,
        threadpools=(ThreadPool("blas", "openblas", "0.3.28", 1), ThreadPool("openmp", "libgomp", "None", 1)),
        versions={"numpy": "2.2.1", "sklearn": "1.6.0", "python": "3.11.7"},
        data_hash="0" * 64,
        sampler=SamplerHealth(int(10 * at), 0.004, 0.1032),
        host_busy_ratio=0.01,
    )


def write_runs(root: str, runs: int, trials: int, launches: int = 6, repeats: int = 1) -> None:
    """At least `trials` records spread over `runs` complete runs; written at one go, without a sync a record."""
    plan = make_plan(-(-trials // (runs * launches)), launches, repeats)
    ids = [planned.case.id for planned in plan.cases]
    per_run = len(ids) * launches
    random_numbers = random.Random(0)
    for number in range(runs):
        header = RunHeader(f"run-{number:03d}", SCHEMA_VERSION, "0.1.0", 1.7e9 + number, plan, MACHINE)
        with RunWriter.create(root, header) as writer:
            lines = [
                encode_line(make_record(ids[index % len(ids)], 1 + index // len(ids), repeats, random_numbers))
                for index in range(per_run)
            ]
            with open(os.path.join(writer.folder, "trials.jsonl"), "ab") as file:
                file.writelines(lines)


def timed(title: str, work: Callable[[], object], times: int = 5) -> object:
    """The result of `work`; prints the median and the smallest of `times` timings, by wall clock and CPU."""
    seconds, cpu = [], []
    result: object = None
    for _ in range(times):
        result = None
        start, cpu_start = time.perf_counter(), time.process_time()
        result = work()
        cpu.append(time.process_time() - cpu_start)
        seconds.append(time.perf_counter() - start)
    middle = times // 2
    print(f"{title:<36} median {sorted(seconds)[middle]:6.3f} s, smallest {min(seconds):6.3f} s", end="; ")
    print(f"CPU {sorted(cpu)[middle]:6.3f} s, smallest {min(cpu):6.3f} s")
    return result


def load_and_summarise(folders: list[str]) -> object:
    """What a report over every run does."""
    from workbench.analysis.summary import summarise

    return [summarise(run.header.plan, run.trials) for run in map(read_rows, folders)]


def main() -> None:
    """Make the records, then time the ways to read them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--launches", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as root:
        write_runs(root, arguments.runs, arguments.trials, arguments.launches, arguments.repeats)
        entries = find_runs(root)
        folders = [entry.folder for entry in entries]
        size = sum(os.path.getsize(os.path.join(folder, "trials.jsonl")) for folder in folders)
        print(
            f"{sum(entry.recorded for entry in entries)} records in {len(folders)} runs, {size / 1e6:.0f} MB,", end=" "
        )
        print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs")
        timed("list the runs", lambda: find_runs(root))
        timed("load, whole records", lambda: [len(read_run(folder).trials) for folder in folders], 3)
        timed("load, what summaries need", lambda: [read_rows(folder) for folder in folders])
        try:
            timed("load and summarise", lambda: load_and_summarise(folders))
        except ImportError as error:
            print(f"not summarised: {error}")


if __name__ == "__main__":
    main()
