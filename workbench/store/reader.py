"""Reads a run back, and finds the run a person means."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass

from workbench.collector import collector_paused
from workbench.errors import StoreError
from workbench.model.run import Run, RunHeader
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.diskerrors import printable
from workbench.store.layout import RUN_FILE, TRIALS_FILE, checked_name, is_run, read_regular
from workbench.store.lines import decode_lines, read_lines
from workbench.store.rows import TrialRow
from workbench.store.schema import Format, Undecodable, format_of
from workbench.store.watching import read_watched


@dataclass(frozen=True)
class RunRows:
    """A run as `model.run.Run`, with the part of each trial that summaries need."""

    header: RunHeader
    trials: tuple[TrialRow, ...]
    folder: str
    warnings: tuple[str, ...] = ()


def read_run(folder: str) -> Run:
    """The header, every readable trial in the order of recording, when it was watched, and what couldn't be read.

    Raises StoreError for a folder that isn't a run, an unknown schema version or an unreadable header.
    """
    header, form = read_header(folder)
    trials, warnings = read_lines(os.path.join(folder, TRIALS_FILE), form.trial)
    return Run(header, trials, folder, warnings, read_watched(folder))


def read_rows(folder: str) -> RunRows:
    """As `read_run`, several times faster. Raises StoreError as it does."""
    header, form = read_header(folder)
    trials, warnings = read_lines(os.path.join(folder, TRIALS_FILE), form.row)
    return RunRows(header, trials, folder, warnings)


def read_case(folder: str, case_id: str) -> Run:
    """As `read_run`, with the trials of one case only and without warnings: other lines aren't decoded.

    Raises StoreError as it does.
    """
    header, form = read_header(folder)
    named = b'"%s"' % case_id.encode("ascii", "replace")
    data = read_regular(os.path.join(folder, TRIALS_FILE))
    lines = b"".join(line for line in data.splitlines(keepends=True) if named in line)
    trials, _ = decode_lines(lines, TRIALS_FILE, form.trial)
    return Run(header, tuple(trial for trial in trials if trial.case_id == case_id), folder)


@collector_paused()
def read_header(folder: str) -> tuple[RunHeader, Format]:
    """A run's header and the format its trials have. Raises StoreError as `read_run` does."""
    path = os.path.join(folder, RUN_FILE)
    if not is_run(folder):
        raise StoreError(
            f"{printable(folder)} is not a run: it has no {RUN_FILE}",
            "a run is a folder results/<machine>/<run id>; `workbench results list` shows them",
        )
    data = read_regular(path)
    form = format_of(data, printable(path))
    try:
        header = form.header.one(data)
    except Undecodable as error:
        raise StoreError(f"{printable(path)} is not a run's header: {error}") from error
    checked_name(header.run_id, f"{printable(path)}: the run id")
    checked_name(header.machine.id, f"{printable(path)}: the machine id")
    return header, form


def resolve_run(reference: str, root: str) -> str:
    """The folder of the run that `reference` means: a path, a run id, the beginning of just one, or `latest`.

    Raises StoreError, with the candidates, where that is no run or more than one.
    """
    path = os.path.dirname(reference) if os.path.basename(reference) in (RUN_FILE, TRIALS_FILE) else reference
    if path and is_run(path):
        return path
    runs = [entry for entry in find_runs(root) if entry.readable]
    if reference == "latest" and runs:
        return runs[0].folder
    matches = [entry for entry in runs if entry.run_id == reference]
    matches = matches or [entry for entry in runs if reference and entry.run_id.startswith(reference)]
    if len(matches) == 1:
        return matches[0].folder
    raise _ambiguous(reference, matches) if matches else _unknown(reference, runs, root)


def _ambiguous(reference: str, matches: list[RunEntry]) -> StoreError:
    same_id = len({entry.run_id for entry in matches}) == 1
    names = [printable(entry.folder if same_id else entry.run_id) for entry in matches]
    return StoreError(f"{printable(reference)!r} could be {_listed(names)}", "write more of it, or the folder")


def _unknown(reference: str, runs: list[RunEntry], root: str) -> StoreError:
    if not runs:
        return StoreError(f"there is no run in {printable(root)}", "make one: workbench demo")
    ids = [entry.run_id for entry in runs]
    near = [run_id for run_id in ids if reference and reference in run_id]
    near = near or difflib.get_close_matches(reference, ids, n=3, cutoff=0.5)
    remedy = f"did you mean {_listed(near)}?" if near else "`workbench results list` shows the runs there are"
    return StoreError(f"{printable(reference)!r} is neither a run in {printable(root)} nor a run's folder", remedy)


def _listed(names: list[str], longest: int = 5) -> str:
    shown = [f"`{name}`" for name in names[:longest]]
    if len(names) > longest:
        shown.append(f"{len(names) - longest} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " or " + shown[-1]
