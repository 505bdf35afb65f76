"""What the sampler costs: its share of the machine while it watches trees of 1, 8 and 64 processes. Run by hand.

    python benchmarks/sampler.py [--seconds 10] [--interval 0.1] [--processes 1 8 64] [--busy] [--json]

The duty is the sampler's own (SamplerHealth): its CPU time over the watch, PSS tier and series file included,
here as a share of all CPUs. The tree is one Python process that has forked the others; with --busy its first
process starts a short-lived child ten times a second, so that every tick has to search for newcomers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from workbench import wire
from workbench.telemetry.summary import WatchSummary

TREE = """
import os, subprocess, sys, time
block = bytearray(16 << 20)
block[::4096] = b"x" * len(range(0, len(block), 4096))
for _ in range(int(sys.argv[1]) - 1):
    if os.fork() == 0:
        time.sleep(3600)
        os._exit(0)
print("up", flush=True)
while True:
    if sys.argv[2] == "busy":
        subprocess.run(["true"])
    time.sleep(0.1)
"""


def main() -> None:
    """Print a line for each size of tree, or one JSON list."""
    asked = arguments()
    found = [measure(count, asked) for count in asked.processes]
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'processes':>9}  {'duty of machine':>15}  {'duty of a core':>14}  {'us a tick':>9}  {'worst gap':>9}")
    for row in found:
        print(
            f"{row['processes']:>9}  {100 * row['machine_ratio']:>13.3f} %  {100 * row['core_ratio']:>12.3f} %"
            f"  {1e6 * row['seconds_per_tick']:>9.0f}  {row['worst_gap_seconds']:>7.3f} s"
        )


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--interval", type=float, default=0.1)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(processes: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Watch one tree with a sampler of its own that has nothing left to import."""
    words = [sys.executable, "-c", TREE, str(processes), "busy" if asked.busy else "still"]
    with (
        subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as tree,
        subprocess.Popen(
            [sys.executable, "-m", "workbench.telemetry.sampler"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as sampler,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert tree.stdout is not None
        tree.stdout.readline()
        ask(sampler, {"type": "prepare"})
        order = {
            "type": "watch",
            "trial_id": "bench",
            "pid": tree.pid,
            "launched_at": time.monotonic(),
            "series_path": os.path.join(folder, "bench.arrows"),
            "interval_seconds": asked.interval,
        }
        send(sampler, order)
        time.sleep(asked.seconds)
        summary = WatchSummary.from_message(ask(sampler, {"type": "stop"}))
        os.killpg(tree.pid, 9)
    health = summary.sampler
    return {
        "processes": summary.tree_peak_processes,
        "interval_seconds": asked.interval,
        "core_ratio": health.duty_ratio,
        "machine_ratio": health.duty_ratio / (os.cpu_count() or 1),
        "seconds_per_tick": health.duty_ratio * asked.seconds / health.ticks,
        "worst_gap_seconds": health.worst_gap_seconds,
        "unavailable": health.unavailable,
    }


def send(sampler: subprocess.Popen[bytes], message: wire.Message) -> None:
    """Write one message."""
    assert sampler.stdin is not None
    sampler.stdin.write(wire.encode(message))
    sampler.stdin.flush()


def ask(sampler: subprocess.Popen[bytes], message: wire.Message) -> wire.Message:
    """Write one message and read the answer."""
    send(sampler, message)
    assert sampler.stdout is not None
    return wire.decode(sampler.stdout.readline())


if __name__ == "__main__":
    main()
