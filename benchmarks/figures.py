"""Regenerates the figures in README.md and in docs/, from the committed example run and benchmarks run now.

    python benchmarks/figures.py [--only demo|systems|cost|coverage|dashboard|prediction|check|nodes]

The cost figures want a quiet machine and some minutes, coverage and check a quarter of an hour. EXTRAP_PYTHON names a
Python that has Extra-P (`pip install extrap`). Nothing between the markers is ever typed by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable

from measured_systems import backend_lines, solver_lines

from workbench.reporting.assembly import build_report
from workbench.reporting.terminal.report import render
from workbench.sessions.listing import SHOWN, list_plugins
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.reader import read_run

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, "..", "README.md")
DOCS = os.path.join(HERE, "..", "docs")
SYSTEMS, LAWS = os.path.join(DOCS, "systems.md"), os.path.join(DOCS, "laws.md")
COSTS, VERDICTS = os.path.join(DOCS, "costs.md"), os.path.join(DOCS, "verdicts.md")
NODES = os.path.join(DOCS, "thousand-nodes.md")
EXAMPLE = os.path.join(HERE, "..", "results", "example")
PUBLISHED = os.path.join(HERE, "..", "results", "published")
WIDTH = 110


def demo_report() -> str:
    """What `workbench show` prints of the example run."""
    newest = next(entry for entry in find_runs(EXAMPLE) if entry.readable)
    return f"```text\n{render(build_report(read_run(newest.folder)), WIDTH).rstrip()}\n```"


def systems() -> str:
    """Every plug-in with its variants, and what the committed runs say of it."""
    rows = ["| kind | name | what it is | in the committed runs |", "|---|---|---|---|"]
    reports = [build_report(read_run(entry.folder)) for entry in _committed()]
    told = {"solver": solver_lines(reports), "backend": backend_lines(reports)}
    for entry in list_plugins(SHOWN):
        name = entry.name + (f"[{', '.join(entry.variants)}]" if entry.variants else "")
        measured = told.get(entry.kind, {}).get(entry.name, "")
        rows.append(f"| {entry.kind} | `{name}` | {_cell(entry.about)} | {_cell(measured)} |")
    return "\n".join(rows)


def _committed() -> list[RunEntry]:
    """The runs that ship, by name and then by age; the snippets' ask no question of a system."""
    found = [entry for folder in (EXAMPLE, PUBLISHED) for entry in find_runs(folder) if entry.readable]
    return sorted((entry for entry in found if entry.name != "snippets"), key=lambda entry: (entry.name, entry.run_id))


def _cell(text: str) -> str:
    """In a table a bar would begin the next cell."""
    return text.replace("|", "\\|")


def cost() -> str:
    """The benchmarks of what workbench itself takes."""
    blocks = [
        ("A launch, and starting the command line", "launch.py", True),
        ("The sampler, at 100 ms", "sampler.py", False),
        ("How much of a 500 MB burst the record has", "peaks.py", False),
        ("Reading records back", "store.py", False),
        ("Summarising and fitting", "analysis.py", False),
    ]
    return "\n\n".join(
        f"{title} (`python benchmarks/{script}`):\n\n{_run(script, table)}" for title, script, table in blocks
    )


def coverage() -> str:
    """Whether intervals hold the truth, by simulation."""
    return _run("coverage.py", False)


def dashboard() -> str:
    """The dashboard over 100,000 trials, in a browser."""
    return _run("dashboard.py", False)


def prediction() -> str:
    """Predictions beside Extra-P's, where that is at hand."""
    python = os.environ.get("EXTRAP_PYTHON")
    return _run("extra_p.py", False, *(() if python is None else ("--extrap", python)))


def check() -> str:
    """What `workbench check` finds, how often it is wrong, and after how many launches."""
    return _run("verdicts.py", True, "check", "--table")


def nodes() -> str:
    """What the samplers of 1,000 nodes bring home."""
    return _run("thousand_nodes.py", False)


def _run(script: str, is_markdown: bool, *words: str) -> str:
    command = [sys.executable, os.path.join(HERE, script), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    text = done.stdout.strip()
    return text if is_markdown else f"```text\n{text}\n```"


SECTIONS: dict[str, tuple[str, str, Callable[[], str]]] = {
    "demo": (README, "demo report", demo_report),
    "systems": (SYSTEMS, "systems", systems),
    "cost": (README, "cost", cost),
    "coverage": (LAWS, "coverage", coverage),
    "dashboard": (COSTS, "dashboard", dashboard),
    "prediction": (LAWS, "prediction", prediction),
    "check": (VERDICTS, "check", check),
    "nodes": (NODES, "nodes", nodes),
}


def replace(text: str, marker: str, content: str) -> str:
    """A page with what stands between a section's markers replaced. Raises ValueError where they are missing."""
    begin, end = f"<!-- figures: {marker}, begin -->", f"<!-- figures: {marker}, end -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the page has no {begin}")
    return pattern.sub(lambda _: f"{begin}\n{content}\n{end}", text)


def main() -> None:
    """Measure, and rewrite the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=sorted(SECTIONS))
    only = parser.parse_args().only
    for name, (page, marker, make) in SECTIONS.items():
        if only in (None, name):
            content = make()
            with open(page, encoding="utf-8") as file:
                text = file.read()
            with open(page, "w", encoding="utf-8") as file:
                file.write(replace(text, marker, content))


if __name__ == "__main__":
    main()
