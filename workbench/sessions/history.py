"""Histories of what a person names: CSV files, runs, or folders of runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.analysis.changes.discoveries import controlled
from workbench.analysis.changes.history_csv import parse_history_csv
from workbench.analysis.changes.run_medians import FOLLOWED, RunMedians, run_medians
from workbench.analysis.changes.run_points import histories_of
from workbench.analysis.changes.tracing import MARGIN, trace
from workbench.errors import Complaint, ConfigurationError, NothingToDecide, StoreError
from workbench.model.change import History
from workbench.model.comparison import Metric
from workbench.sessions.csv_files import read_text
from workbench.store.catalogue import find_runs
from workbench.store.layout import is_run
from workbench.store.reader import read_rows, resolve_run


@dataclass(frozen=True)
class Wanted:
    """What to follow. `margin` is the smallest change that matters, as a share.

    `metrics` and `suites` are for runs (all where empty); `higher_is_better` is for the values of a file.
    """

    margin: float = MARGIN
    metrics: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    higher_is_better: bool = False


@dataclass(frozen=True)
class Traced:
    """The histories, and what had to be left out to have them."""

    histories: tuple[History, ...]
    warnings: tuple[str, ...] = ()


def trace_sources(sources: Sequence[str], results: str, wanted: Wanted = Wanted()) -> Traced:
    """The histories of `sources`, or of every run in `results` where none are named.

    Raises ConfigurationError with every complaint about files and names, StoreError for a run there is none of,
    NothingToDecide where there is nothing to follow or too little to say anything of any of it.
    """
    files = [source for source in sources if _is_file(source)]
    named = [source for source in sources if source not in files]
    histories, warnings, complaints = list[History](), list[str](), list[Complaint]()
    for file in files:
        try:
            history, left_out = _of_file(file, wanted)
        except ConfigurationError as error:
            complaints += error.complaints
        else:
            histories.append(history)
            warnings += [f"the column {name!r} of {file} is not used" for name in left_out]
    if complaints:
        raise ConfigurationError(complaints)
    if named or not sources:
        found = _of_runs(_folders(named, results, warnings), results, wanted, warnings)
        histories += found
    traced = controlled([trace(history, wanted.margin) for history in histories])
    if not any(history.tested for history in traced):
        raise NothingToDecide(*_too_few(traced))
    return Traced(traced, tuple(warnings))


def _is_file(source: str) -> bool:
    """Whether it is to be read as CSV; a file of a run means the run."""
    if os.path.isfile(source):
        return not is_run(os.path.dirname(source) or ".")
    return source.endswith(".csv")


def _of_file(path: str, wanted: Wanted) -> tuple[History, tuple[str, ...]]:
    table = parse_history_csv(read_text(path), path)
    measure = Metric("value", "value", "", wanted.higher_is_better, tells_speed=not wanted.higher_is_better)
    return History(os.path.basename(path), measure, table.points, findings=table.findings), table.left_out


def _folders(named: Sequence[str], results: str, warnings: list[str]) -> Iterator[str]:
    """The runs' folders, each once: those named, and those inside folders that are named."""
    seen: set[str] = set()
    for source in named or (results,):
        if os.path.isdir(source) and not is_run(source):
            entries = find_runs(source)
            warnings += [f"left out: {'; '.join(entry.problems)}" for entry in entries if not entry.readable]
            folders = [entry.folder for entry in entries if entry.readable]
        elif named:
            folders = [resolve_run(source, results)]
        else:
            folders = []
        for folder in folders:
            real = os.path.realpath(folder)
            if real not in seen:
                seen.add(real)
                yield folder


def _of_runs(folders: Iterator[str], results: str, wanted: Wanted, warnings: list[str]) -> tuple[History, ...]:
    loaded = list[RunMedians]()
    for folder in folders:
        try:
            run = read_rows(folder)
        except StoreError as error:
            warnings.append(f"left out: {error}")
            continue
        if run.header.check is not None and run.header.check.side == "base":
            continue  # An old revision, measured again to hold a new one against: it doesn't follow what came before.
        warnings += [f"{run.header.run_id}: {warning}" for warning in run.warnings]
        loaded.append(run_medians(run.header, run.trials))  # type: ignore[arg-type]  # rows have a record's attributes
    if not loaded:
        raise NothingToDecide(
            f"there is no run in {results} to follow", "measure some revisions, or name a CSV file with revision,value"
        )
    suites = {run.suite for run in loaded}
    unknown = [name for name in wanted.suites if name not in suites]
    if unknown:
        there = ", ".join(sorted(suites))
        raise ConfigurationError([Complaint(f"no run is of the suite {name!r}; there are {there}") for name in unknown])
    chosen = [run for run in loaded if not wanted.suites or run.suite in wanted.suites]
    return histories_of(chosen, wanted.metrics or tuple(FOLLOWED))


def _too_few(histories: Sequence[History]) -> tuple[str, str]:
    longest = max((len(history.points) for history in histories), default=0)
    told = next((finding.message for history in histories for finding in history.findings if not history.tested), "")
    if longest == 0 or len(histories) > 1:
        return f"none of {len(histories)} histories has enough revisions of one machine; the longest has {longest}", (
            "measure more revisions on one machine, 10 at least"
        )
    return told, "measure more revisions on one machine"
