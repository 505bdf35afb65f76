"""Makes the runs that docs/findings.md and docs/snippets.md are told from, one a suite, kept in results/published.

    python benchmarks/committed_runs.py [SUITE …] [--budget 10m] [--launches 4]

A suite by its name, `snippets` among them; without names all that ship. A newer run of a suite on a machine takes the
older one's place. Telemetry isn't kept, and folders of this machine are written as `~`, `.` and the like: a committed
run says what was measured, not where its files lay. Wants a quiet machine, and some hours for all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping

from workbench.sessions.planning import shipped_suites
from workbench.store.catalogue import find_runs
from workbench.store.layout import RUN_FILE, TRIALS_FILE

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PUBLISHED = os.path.join(ROOT, "results", "published")
SNIPPETS = "snippets"
NOT_PUBLISHED = ("demo", "smallest")
"""The demo's run is results/example; the smallest asks nothing of the machine."""
MOST_TRIALS = 60
"""A trial's record is some 10 kB, and a repository is no place for many."""
A_TRIAL_FAILED = 4


def suites() -> tuple[str, ...]:
    """What can be named, and is made without a name."""
    return (*(name for name in shipped_suites() if name not in NOT_PUBLISHED), SNIPPETS)


def make(suite: str, budget: str, launches: int, published: str = PUBLISHED) -> str:
    """Run one suite and keep its run; returns its folder. Raises RuntimeError where it came to nothing."""
    target = suite if suite != SNIPPETS else os.path.join(ROOT, "suites", SNIPPETS, SNIPPETS + ".toml")
    with tempfile.TemporaryDirectory() as results:
        command = [sys.executable, "-m", "workbench", "run", target, "--results", results]
        command += ["--time-budget", budget, "--launches", str(launches)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, A_TRIAL_FAILED):
            raise RuntimeError(f"{suite} came to nothing: exit {done.returncode}")
        (entry,) = find_runs(results)
        if entry.recorded > MOST_TRIALS:
            print(f"{suite}: {entry.recorded} trials are many to keep; fewer --launches?", file=sys.stderr)
        return publish(entry.folder, published)


def publish(folder: str, published: str, places: Mapping[str, str] | None = None) -> str:
    """Copy the facts of a run to `published`/<machine>/<run>, in place of older ones of its suite; returns the copy.

    `places` maps folders to what is written for them.
    """
    (entry,) = find_runs(folder)
    target = os.path.join(published, entry.machine_id, entry.run_id)
    older = [each for each in find_runs(published) if (each.machine_id, each.name) == (entry.machine_id, entry.name)]
    os.makedirs(target)
    for name in (RUN_FILE, TRIALS_FILE):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(target, name), "w", encoding="utf-8") as file:
            file.write(without_places(text, places_here() if places is None else places))
    for each in older:
        shutil.rmtree(each.folder)
    return target


def places_here() -> dict[str, str]:
    """The folders of this machine, and what a committed file has in their place."""
    return {
        ROOT: ".",
        sys.prefix: "venv",
        sys.base_prefix: "python",
        tempfile.gettempdir(): "tmp",
        os.path.expanduser("~"): "~",
    }


def without_places(text: str, places: Mapping[str, str]) -> str:
    """JSON text with every folder replaced, the longest first."""
    for place in sorted(places, key=len, reverse=True):
        if place != os.path.sep:
            text = text.replace(json.dumps(place)[1:-1], places[place])
    return text


def _chosen(names: list[str]) -> Iterator[str]:
    known = suites()
    for name in names or known:
        if name not in known:
            raise SystemExit(f"{name} is no suite to publish; there are {', '.join(known)}")
        yield name


def main() -> None:
    """Make the runs, one after the other; the first that comes to nothing ends it, what was kept stays."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("suites", nargs="*")
    parser.add_argument("--budget", default="10m", help="of each suite, as in a suite's time_budget")
    parser.add_argument("--launches", type=int, default=4, help="of each case")
    asked = parser.parse_args()
    for suite in list(_chosen(asked.suites)):
        print(make(suite, asked.budget, asked.launches))


if __name__ == "__main__":
    main()
