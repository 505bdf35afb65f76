"""What the samplers of 1,000 nodes bring home, through record, series file and report. Prints a table.

    python benchmarks/thousand_nodes.py [--nodes 1000] [--seconds 30] [--rate 70] [--trials 24]

A sampler writes some 60 to 110 points a second for one worker, as seen on a practice cluster at the default 100 ms.
Each node's file is made as its sampler would, then goes the way that a trial's do; every stage runs in a process of its
own, whose largest resident size is told. The last rows are of a run whose records name that many nodes each.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

from store import MACHINE, make_plan, make_record

from workbench.model.cluster import NodeUse
from workbench.model.run import SCHEMA_VERSION, RunHeader
from workbench.model.trial import Phase
from workbench.reporting.assembly import build_report
from workbench.reporting.telemetry.recording import read_recording
from workbench.running.nodes import merge_series, read_nodes, uses
from workbench.store.encoding import encode_line
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter
from workbench.telemetry.point_file import PointFiles
from workbench.telemetry.points import Points
from workbench.telemetry.series import compact

TRACKS = [("cpu_tree", "user_seconds", ""), ("cpu_tree", "system_seconds", "")] + [
    (probe, f"series_{number}", process)
    for probe in ("io_tree", "run_queue", "memory_resident", "host_disk", "pressure", "host_network")
    for number in range(4)
    for process in ("", "python")
]
"""50, as many as one worker's sampler has."""


def write_points(path: str, node: int, seconds: int, rate: int) -> int:
    """A node's points in a compressed file, a line a second; returns its size."""
    numbers = random.Random(node)
    plain = path + ".jsonl"
    points = Points()
    writer = PointFiles().writer(plain, {}, points)
    tracks = [points.open(probe, series, process and f"{4000 + node} {process}") for probe, series, process in TRACKS]
    for second in range(seconds):
        for index in range(rate):
            points.add(second + index / rate, tracks[index % len(tracks)], second + numbers.random())
        writer.close()
    with open(plain, "rb") as file, open(path, "wb") as packed:
        packed.write(zlib.compress(file.read(), 1))
    os.unlink(plain)
    return os.path.getsize(path)


def told_of(node: int) -> dict[str, object]:
    """What a node's sampler tells besides its points."""
    name = f"node-{node:04d}"
    health = {"ticks": 600, "duty_ratio": 0.01, "worst_gap_seconds": 0.1}
    memory = {"low_bytes": 10**8 + node, "low_estimator": "pss_sampled"}
    summary = {"trial_id": "t", "sampler": health, "memory": memory, "totals": {"cpu_sampled_seconds": 60.0}}
    return {
        "node": name,
        "address": f"10.0.{node // 256}.{node % 256}",
        "workers": 1,
        "worked": 1,
        "identity": [name, "boot", str(node)],
        "began": 1001.0,
        "offset": [0.5, 0.001],
        "network": [10**6, 10**6],
        "summary": {**summary, "type": "summary"},
        "lost": None,
        "points": f"{node}.z",
    }


def take_in(scratch: str, series: str, nodes: int, seconds: int) -> None:
    """What the session does at the end of a trial."""
    message = {"type": "nodes", "nodes": [told_of(node) for node in range(nodes)]}
    found = read_nodes(message, 1000.0, scratch)
    uses(found, [Phase("measure", 1.0, float(seconds))])
    reason = merge_series(os.path.join(series, "t-001.arrows"), found, float(seconds))
    if reason is not None:
        raise RuntimeError(reason)


def record_nodes(root: str, nodes: int, trials: int) -> str:
    """A run whose records each name all nodes; returns its folder."""
    plan = make_plan(4, trials // 4, 1)
    used = tuple(
        NodeUse(
            f"node-{node:04d}", f"10.0.{node // 256}.{node % 256}", 1, 1, 60.0, 59.0, 10**8, "pss_sampled", 10**6, 10**6
        )
        for node in range(nodes)
    )
    numbers = random.Random(0)
    header = RunHeader("run-nodes", SCHEMA_VERSION, "0.1.0", 1.7e9, plan, MACHINE)
    with RunWriter.create(root, header) as writer, open(os.path.join(writer.folder, "trials.jsonl"), "ab") as file:
        for planned in plan.cases:
            for launch in range(1, trials // 4 + 1):
                file.write(encode_line(replace(make_record(planned.case.id, launch, 1, numbers), nodes=used)))
        return writer.folder


def staged(title: str, work: Callable[..., object], *arguments: object) -> None:
    """Run one stage in a fresh process; prints its CPU seconds and its largest resident size."""
    context = multiprocessing.get_context("spawn")
    theirs, ours = context.Pipe()
    process = context.Process(target=_measured, args=(ours, work, arguments))
    process.start()
    ours.close()
    cpu, wall, before, peak = theirs.recv()
    process.join()
    print(f"{title:<44} {wall:8.2f} s {cpu:8.2f} s CPU {peak / 1e6:8.0f} MB (of them {before / 1e6:.0f} before)")


def _measured(sender: object, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    before, wall, cpu = _peak_bytes(), time.perf_counter(), time.process_time()
    work(*arguments)
    sender.send((time.process_time() - cpu, time.perf_counter() - wall, before, _peak_bytes()))


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def report_of(folder: str) -> None:
    """As `workbench show` does."""
    build_report(read_run(folder))


def ask_again_and_again(questions: int) -> None:
    """Ask one worker of Dask the time so often, as each node is asked; prints what a question took."""
    from distributed import Client, LocalCluster

    alone = LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    with alone, Client(alone) as client:
        (worker,) = client.nthreads()
        client.run(time.monotonic, workers=[worker])
        began = time.perf_counter()
        for _ in range(questions):
            client.run(time.monotonic, workers=[worker])
        took = (time.perf_counter() - began) / questions
    print(f"a question to a node, by Dask on the loopback: {1000 * took:.1f} ms ({questions} asked)")


def main() -> None:
    """Make the samplers' files, then take them in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=int, default=70)
    parser.add_argument("--trials", type=int, default=24)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as root:
        scratch, telemetry = os.path.join(root, "scratch"), os.path.join(root, "telemetry")
        os.mkdir(scratch)
        os.mkdir(telemetry)
        packed = sum(
            write_points(os.path.join(scratch, f"{node}.z"), node, given.seconds, given.rate)
            for node in range(given.nodes)
        )
        ask_again_and_again(200)
        points = given.nodes * given.seconds * given.rate
        message = len(json.dumps([told_of(node) for node in range(given.nodes)]))
        print(f"{given.nodes} nodes, {given.seconds} s, {given.rate} points/s each: {points / 1e6:.1f} million points")
        print(f"over the wire: {packed / 1e6:.1f} MB of points, {message / 1e6:.2f} MB of what else is told")
        staged("a trial's end: read, sum up, one series file", take_in, scratch, telemetry, given.nodes, given.seconds)
        print(f"series file: {_size(telemetry) / 1e6:.1f} MB", end="")
        staged("\nto Parquet, at the run's end", compact, telemetry)
        print(f"as Parquet: {_size(telemetry) / 1e6:.1f} MB", end="")
        staged("\nread for the Telemetry page", read_recording, root, "t-001")
        folder = record_nodes(root, given.nodes, given.trials)
        size = os.path.getsize(os.path.join(folder, "trials.jsonl"))
        print(f"{given.trials} records of {given.nodes} nodes each: {size / 1e6:.1f} MB", end="")
        staged("\nread the run and build its report", report_of, folder)


def _size(folder: str) -> int:
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))


if __name__ == "__main__":
    main()
