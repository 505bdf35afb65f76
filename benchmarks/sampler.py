"""What the sampler costs and what it sees, with its peers in the same run beside it. Run by hand.

    python benchmarks/sampler.py [--only duty slowdown peaks] [--install | --python PEERS_PYTHON] [--json]
        [--seconds 10] [--rounds 3] [--interval 0.1] [--processes 1 8 128] [--pairs 12] [--launches 3]

duty: CPU time of the watcher as a share of all CPUs, median (and smallest) over rounds, in which the watchers take
turns. PSS tier and series file are included for workbench. In a `still` tree every process sleeps; in a `working` one
each works and moves memory ten times a second. slowdown: a machine with a busy process on every CPU, with and without
our sampler in turn; the ratio of times, with its 95 % interval. peaks: 500 MB bursts under the eyes of all at once,
each one's largest figure as a share of the truth, the worst of the launches; for workbench both ends of its interval.
It takes about a quarter of an hour, and wants a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sampler_programs import BURST, LOAD, TREE
from sampler_watchers import Ours, Start, install, watchers
from scipy import stats

WARM_UP_SECONDS = 2.0
BURST_BYTES = 500_000_000
BURSTS = (
    *(("main", held) for held in (0.005, 0.02, 0.1)),
    *(("parent", held) for held in (0.005, 0.02, 0.1)),
    ("gil", 0.23),
)
PLACES = {"main": "main process", "parent": "long-lived child", "gil": "holding the GIL"}


def main() -> None:
    """Print the tables asked for, or one JSON object."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        starts, missing = watchers(install(os.path.join(folder, "peers")) if asked.install else asked.python)
        sections: dict[str, Any] = {"missing": missing}
        if "duty" in asked.only:
            sections["duty"] = duty(starts, asked, folder)
        if "slowdown" in asked.only:
            sections["slowdown"] = slowdown(asked, folder)
        if "peaks" in asked.only:
            sections["peaks"] = peaks(starts, asked, folder)
    print(json.dumps(sections, indent=2) if asked.json else "\n\n".join(tables(sections)))


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    sections = ("duty", "slowdown", "peaks")
    parser.add_argument("--only", nargs="+", choices=sections, default=sections)
    parser.add_argument("--install", action="store_true", help="install the peers into a temporary environment")
    parser.add_argument("--python", help="the Python of an environment that has psrecord and memory_profiler")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interval", type=float, default=0.1)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 8, 128])
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--turns", type=int, default=20_000_000, help="work of each busy process")
    parser.add_argument("--launches", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def program(source: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    """A tree of its own session, ended with all its processes."""
    command = [sys.executable, "-c", source, *map(str, words)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Kill its session; once is enough."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait()


def line(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout is not None
    return process.stdout.readline()


def go(process: subprocess.Popen[str]) -> None:
    """Let it go on."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def duty(starts: dict[str, Start], asked: argparse.Namespace, folder: str) -> list[dict[str, Any]]:
    """A row for each kind of tree, size and watcher."""
    cells = [(kind, count, name) for kind in ("still", "working") for count in asked.processes for name in starts]
    found: dict[tuple[str, int, str], list[float]] = {cell: [] for cell in cells}
    for _ in range(asked.rounds):
        for cell in random.sample(cells, len(cells)):
            kind, count, name = cell
            found[cell].append(one_duty(starts[name], kind, count, asked, folder))
    return [
        {
            "tree": kind,
            "processes": count,
            "watcher": name,
            "machine_ratio": statistics.median(found[kind, count, name]),
            "smallest_ratio": min(found[kind, count, name]),
        }
        for kind, count, name in cells
    ]


def one_duty(start: Start, kind: str, count: int, asked: argparse.Namespace, folder: str) -> float:
    """The watcher's share of all CPUs over a watch, its own start apart."""
    with program(TREE, count, kind) as tree:
        line(tree)
        watcher = start(tree.pid, asked.interval, folder)
        time.sleep(WARM_UP_SECONDS)
        before, began = watcher.cpu_seconds(), time.monotonic()
        time.sleep(asked.seconds)
        used, elapsed = watcher.cpu_seconds() - before, time.monotonic() - began
        end(tree)
        watcher.leave()
    return used / elapsed / (os.cpu_count() or 1)


def slowdown(asked: argparse.Namespace, folder: str) -> dict[str, Any]:
    """With the sampler / without it, over pairs in random order."""
    logs = []
    for _ in range(asked.pairs):
        seconds = {}
        for watched in random.sample([True, False], 2):
            seconds[watched] = one_load(watched, asked, folder)
        logs.append(math.log(seconds[True] / seconds[False]))
    mean, error = statistics.mean(logs), statistics.stdev(logs) / math.sqrt(len(logs))
    half = float(stats.t.ppf(0.975, len(logs) - 1)) * error
    return {"pairs": asked.pairs, "ratio": math.exp(mean), "low": math.exp(mean - half), "high": math.exp(mean + half)}


def one_load(watched: bool, asked: argparse.Namespace, folder: str) -> float:
    """How long a loaded machine's work took."""
    with program(LOAD, asked.turns) as load:
        watcher = Ours(load.pid, asked.interval, folder) if watched else None
        go(load)
        seconds = float(line(load))
        end(load)
        if watcher is not None:
            watcher.leave()
    return seconds


def peaks(starts: dict[str, Start], asked: argparse.Namespace, folder: str) -> list[dict[str, Any]]:
    """A row for each burst: watcher → the smallest share of the true peak that it saw."""
    rows = []
    for place, held in BURSTS:
        launches = [one_burst(starts, place, held, asked.interval, folder) for _ in range(asked.launches)]
        worst = {name: min(shares[name] for shares in launches) for name in launches[0]}
        rows.append({"place": PLACES[place], "held_seconds": held, "shares": worst})
    return rows


def one_burst(starts: dict[str, Start], place: str, held: float, interval: float, folder: str) -> dict[str, float]:
    """All watch the same burst. Of ours the truth counts shared pages once; the peers are held to their own ΣRSS."""
    with program(BURST, place, BURST_BYTES, held, BURST) as burst:
        resident, really = (int(word) + BURST_BYTES for word in line(burst).split())
        watching = {name: start(burst.pid, interval, folder) for name, start in starts.items()}
        time.sleep(WARM_UP_SECONDS + random.random() * interval)
        go(burst)
        line(burst)
        ours = watching.pop(Ours.name).leave()
        end(burst)
        shares = {Ours.name: ours.peak_bytes / really}
        if ours.high_bytes is not None:
            shares[Ours.name + ", upper end"] = ours.high_bytes / really
        return {**shares, **{name: watcher.leave().peak_bytes / resident for name, watcher in watching.items()}}


def tables(sections: dict[str, Any]) -> Iterator[str]:
    """The sections as text."""
    for name, reason in sections["missing"].items():
        yield f"{name}: {reason}"
    if "duty" in sections:
        yield "\n".join(duty_lines(sections["duty"]))
    if "slowdown" in sections:
        found = sections["slowdown"]
        yield (
            f"a fully loaded machine, with the sampler / without: {found['ratio']:.4f}"
            f" [{found['low']:.4f}, {found['high']:.4f}] (95 %, {found['pairs']} pairs)"
        )
    if "peaks" in sections:
        yield "\n".join(peak_lines(sections["peaks"]))


def duty_lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Watchers side by side."""
    names = list(dict.fromkeys(row["watcher"] for row in rows))
    yield f"{'% of the machine':<18}" + "".join(f"{name:>20}" for name in names)
    for kind, count in dict.fromkeys((row["tree"], row["processes"]) for row in rows):
        cells = (row for row in rows if (row["tree"], row["processes"]) == (kind, count))
        shares = (f"{100 * row['machine_ratio']:.3f} ({100 * row['smallest_ratio']:.3f})" for row in cells)
        yield f"{count:>4} {kind:<13}" + "".join(f"{share:>20}" for share in shares)


def peak_lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Watchers side by side."""
    names = list(dict.fromkeys(name for row in rows for name in row["shares"]))
    yield f"{'% of a peak, held':<26}" + "".join(f"{name:>22}" for name in names)
    for row in rows:
        shares = (f"{100 * row['shares'][name]:.1f}" if name in row["shares"] else "none" for name in names)
        yield f"{row['held_seconds'] * 1000:>4.0f} ms, {row['place']:<17}" + "".join(f"{share:>22}" for share in shares)


if __name__ == "__main__":
    main()
