"""Writes docs/snippets.md: what each listing in suites/snippets does today as it is printed, and mended.

    python benchmarks/snippets.py [RESULTS]

Told from the newest run of suites/snippets/snippets.toml in RESULTS (results/published, where none is named), which
`python benchmarks/committed_runs.py snippets` makes.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.analysis.case_names import counted
from workbench.model.report import Report
from workbench.model.summary import CaseSummary
from workbench.reporting import figures
from workbench.reporting.assembly import build_report
from workbench.reporting.terminal.report import machine, when
from workbench.reporting.verdicts.github_text import escaped
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PUBLISHED = os.path.join(ROOT, "results", "published")
FOLDER = os.path.join(ROOT, "suites", "snippets")
PAGE = os.path.join(ROOT, "docs", "snippets.md")
AS_PRINTED, MENDED = "AsPrinted", "Mended"
LONGEST_REASON = 160
_PATH = re.compile(r" ?\((?:/|[\w.~]+/)[^)]*\)")
HEAD = """# Listings that went stale

What well-known listings of this field do today as they are usually printed, and what the mended ones take. Each is
written anew in [suites/snippets](../suites/snippets) and run like any case, in a process of its own: one that fails is
a failed trial, and its reason is what stands here. `python benchmarks/snippets.py` writes this page from a run.
"""


@dataclass(frozen=True)
class Listing:
    """A file of suites/snippets: its title, and of both versions why and the lines of the call."""

    file: str
    title: str
    why: dict[str, str]
    code: dict[str, str]


def read_listing(path: str) -> Listing:
    """What a file says, unexecuted."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    module = ast.parse(source)
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    runs = {
        name: next(part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "run")
        for name, node in classes.items()
    }
    return Listing(
        os.path.basename(path),
        (ast.get_docstring(module) or "").splitlines()[0],
        {name: ast.get_docstring(node) or "" for name, node in classes.items()},
        {name: _body(source, run) for name, run in runs.items()},
    )


def _body(source: str, function: ast.FunctionDef) -> str:
    lines = source.splitlines()[function.body[0].lineno - 1 : function.end_lineno]
    return textwrap.dedent("\n".join(lines))


def outcome(row: CaseSummary) -> str:
    """What a listing came to: its score, or why it failed or could not run."""
    if row.reasons:
        reason = _PATH.sub("", " ".join(row.reasons[0].split())).replace(" in measure:", ":")
        skipped = set(row.statuses) == {"skipped"}
        return ("could not run here: " if skipped else "") + escaped(reason, LONGEST_REASON)
    return "runs" if row.score is None else f"runs: {escaped(row.score.name)} {figures.score(row.score)}"


def page(report: Report) -> str:
    """The page of a run: a table of all listings, then both versions of each."""
    rows = {file_of(report, row): row for section in report.workloads for row in section.rows}
    listings = [read_listing(os.path.join(FOLDER, file)) for file in sorted({file for file, _ in rows})]
    header = report.header
    disturbed = {each.case_id for each in report.diagnoses if each.cause == "disturbed"}
    made = f"{when(header)}, {machine(header)}, {counted(header.plan.measure.launches, 'launch')} of each"
    made += "; seconds where four launches or more were left alone by other programs"
    table = ["| listing | as printed | mended | seconds | peak memory |", "|---|---|---|---|---|"]
    for listing in listings:
        printed, mended = rows[listing.file, AS_PRINTED], rows[listing.file, MENDED]
        took = "" if mended.case.id in disturbed else _seconds(mended)
        peaks = " → ".join(figures.peak(row.memory) for row in (printed, mended) if row.memory is not None)
        cells = (f"[{escaped(listing.title)}](#{anchor(listing)})", outcome(printed), outcome(mended), took, peaks)
        table.append(f"| {' | '.join(cells)} |")
    sections = ["\n".join(_section(listing)) for listing in listings]
    return "\n\n".join([HEAD.strip(), escaped(made, len(made)) + ".", "\n".join(table), *sections]) + "\n"


def _seconds(row: CaseSummary) -> str:
    """With their interval; a few launches have none, and say nothing."""
    if row.seconds is None or row.seconds.kind != "interval":
        return ""
    return figures.estimate(row.seconds, figures.SECONDS)


def anchor(listing: Listing) -> str:
    """Where a listing's section is linked to: the name of its file."""
    return listing.file.removesuffix(".py").replace("_", "-")


def file_of(report: Report, row: CaseSummary) -> tuple[str, str]:
    """The file of a case, and which of its two versions it is."""
    planned = next(each for each in report.header.plan.cases if each.case.id == row.case.id)
    return os.path.basename(planned.workload.path or ""), planned.workload.attribute


def _section(listing: Listing) -> Iterator[str]:
    yield f"## {anchor(listing)}"
    yield ""
    yield f"{escaped(listing.title)} As usually printed:"
    for name, then in ((AS_PRINTED, "Mended: "), (MENDED, "")):
        yield ""
        yield f"```python\n{listing.code[name]}\n```"
        yield ""
        yield f"{escaped(listing.why[name], len(listing.why[name]))}{' ' + then.strip() if then else ''}"


def main() -> None:
    """Write the page, of the newest run of the snippets."""
    results = sys.argv[1] if len(sys.argv) > 1 else PUBLISHED
    newest = next((entry for entry in find_runs(results) if entry.readable and entry.name == "snippets"), None)
    if newest is None:
        raise SystemExit(f"{results} has no run of the snippets: python benchmarks/committed_runs.py snippets")
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page(build_report(read_run(newest.folder))))


if __name__ == "__main__":
    main()
