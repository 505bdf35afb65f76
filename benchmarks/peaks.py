"""How much of a short burst of memory the record has: whole trials whose true peak is known. Run by hand.

    python benchmarks/peaks.py [--megabytes 500] [--launches 5] [--milliseconds 5 20 100] [--json]

Each row is the worst of its launches, as a share of the true peak: the two ends of the record's interval, and what
the sampler's own ΣRSS at every tick (100 ms) came to, which is what tools that only sample can tell. `gil` holds the
interpreter's lock for 230 ms, and with it its memory.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.running.runner import Runner

SOURCE = """
import ctypes, mmap, time
from workbench.contracts import Backend, Workload

class Here(Backend):
    name = "here"

class Burst(Workload):
    parameters = {"megabytes": 500, "seconds": 0.0, "holds_the_gil": False}
    score_name, tolerance = "bytes", 1.0
    def run(self, data, context):
        with open("/proc/self/statm") as file:
            before = int(file.read().split()[1]) * mmap.PAGESIZE
        time.sleep(0.3)
        held = bytearray(b"x") * (self.values["megabytes"] * 1_000_000)
        library = (ctypes.PyDLL if self.values["holds_the_gil"] else ctypes.CDLL)(None)
        library.usleep(int(self.values["seconds"] * 1e6))
        return before + len(held)
    def score(self, data, result):
        return result
"""


def main() -> None:
    """Print a line for each length, or one JSON list."""
    asked = arguments()
    lengths = [(f"{held} ms", held / 1000, False) for held in asked.milliseconds] + [("gil", 0.23, True)]
    with tempfile.TemporaryDirectory() as folder, Runner() as runner:
        path = Path(folder, "bursts.py")
        path.write_text(SOURCE)
        found = []
        for name, seconds, holds in lengths:
            parameters = {"megabytes": asked.megabytes, "seconds": seconds, "holds_the_gil": holds}
            shares = [shares_of(runner, spec(path, parameters, launch)) for launch in range(asked.launches)]
            found.append({"held": name, **{key: min(share[key] for share in shares) for key in shares[0]}})
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'held':>8}  {'low end':>8}  {'high end':>8}  {'ΣRSS sampled':>12}")
    for row in found:
        print(f"{row['held']:>8}  {row['low']:>8.2%}  {row['high']:>8.2%}  {row['sampled']:>12.2%}")


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--launches", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, nargs="+", default=[5, 20, 100])
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def spec(path: Path, parameters: dict[str, Any], launch: int) -> TrialSpec:
    """One launch of a burst."""
    case = Case("./bursts.py:Burst", parameters, backend="here")
    workload, backend = (
        PluginReference(kind, f"./bursts.py:{name}", "bursts", name, str(path))
        for kind, name in (("workload", "Burst"), ("backend", "Here"))
    )
    settings = MeasureSettings(launches=1, repeats=1, warmups=0)
    return TrialSpec(f"{case.id}-{launch:03d}", launch, PlannedCase(case, workload, backend), settings)


def shares_of(runner: Runner, launch: TrialSpec) -> dict[str, float]:
    """What the record has, of the true peak. Raises SystemExit where the trial went wrong."""
    record = runner.run_trial(launch)
    if record.memory is None or record.score is None:
        raise SystemExit(f"{record.status}: {record.reason}\n{record.stderr_tail}")
    truth, memory = record.score.value, record.memory
    return {
        "low": memory.low_bytes / truth,
        "high": (memory.high_bytes or 0) / truth,
        "sampled": (memory.rss_sampled_bytes or 0) / truth,
    }


if __name__ == "__main__":
    main()
