"""What the pages read, each answer kept until the files it came from change.

    entry = filters.run(reading.listing())
    report = reading.report(entry.folder)                       # Report, or a Problem that says why not
    found = reading.answer(queries.memory_of, entry.folder, "ridge")    # any function (folder, *arguments), kept
    rows = reading.kept(queries.rows_of, Rows, entry.folder)    # kept on disk too: for what takes long to work out

A question is a function of `workbench.reporting` whose first argument is a folder and whose others are plain values;
it is asked again once a run.json or trials.jsonl below that folder has changed. What it gives is shared by all
readers: never change it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Sequence
from typing import Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from dashboards import example
from workbench.model.report import Report
from workbench.reporting.fingerprints import fingerprint
from workbench.reporting.keeping import kept as kept_beside
from workbench.reporting.queries import Listing, Problem, RunEntry, list_runs, report_of, results_root

# Of so many runs the newest with something to show is opened; older ones are there to be chosen.
LOOKED_AT = 5

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def root() -> str:
    """The folder shown: the example where it was asked for; else what stands after `--` on the command line, else
    WORKBENCH_RESULTS, else results/."""
    return example.shown_root() or results_root(sys.argv[1:], os.environ)


def listing() -> Listing:
    """The runs there are now."""
    return answer(list_runs, root(), keep=_cache_root() is not None)


def suite(name: str, newest: int | None = None) -> tuple[str, tuple[str, ...], bool]:
    """Where the runs of that suite lie, the newest first, for the questions of `reporting.run_histories`: the folder
    shown, those of the runs, and whether answers may be kept beside them."""
    folders = tuple(entry.folder for entry in listing().runs if entry.name == name)
    return root(), folders[:newest], _cache_root() is not None


def report(folder: str) -> Report | Problem:
    """The report of a listed run, as its files are now."""
    return answer(report_of, folder, _cache_root())


def newest_with(runs: Sequence[RunEntry], wanted: Callable[[Report], object]) -> int:
    """Where the newest run stands that has what a page shows: of the newest few, else the newest."""
    for index, entry in enumerate(runs[:LOOKED_AT]):
        found = report(entry.folder)
        if not isinstance(found, Problem) and wanted(found):
            return index
    return 0


def answer(
    question: Callable[Concatenate[str, Parameters], Answer],
    folder: str,
    *arguments: Parameters.args,
    **named: Parameters.kwargs,
) -> Answer:
    """What `question(folder, *arguments, **named)` gives, for the files as they are now."""
    asked = f"{question.__module__}.{question.__qualname__}"
    values = cast("tuple[Hashable, ...]", (*arguments, *named.items()))
    return cast(
        "Answer", _answer(asked, folder, fingerprint(folder), values, lambda: question(folder, *arguments, **named))
    )


def kept(question: Callable[[str], Answer], form: type[Answer], folder: str) -> Answer:
    """As `answer`, and kept on disk too, for what takes long to work out: `form` is the type that `question` gives."""
    return answer(_kept, folder, _cache_root(), question, form)


def _kept(folder: str, root: str | None, question: Callable[[str], Answer], form: type[Answer]) -> Answer:
    name = question.__qualname__.strip("_").replace("_", "-")
    return kept_beside(root, folder, name, form, lambda: question(folder))


def _cache_root() -> str | None:
    """The folder beside whose runs answers are kept; None for the example, which isn't the reader's to write to."""
    return None if example.shown_root() else root()


@st.cache_resource(max_entries=64, show_spinner="Reading the runs …")  # type: ignore[untyped-decorator]  # Streamlit is not followed
def _answer(
    asked: str,  # noqa: ARG001 - what makes it another question: its name, folder, files and arguments
    folder: str,  # noqa: ARG001
    key: str,  # noqa: ARG001
    arguments: tuple[Hashable, ...],  # noqa: ARG001
    _ask: Callable[[], object],
) -> object:
    return _ask()
