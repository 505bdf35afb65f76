"""What the runs of a test session are held against: a run, or the newest of the same kind in a folder of runs."""

from __future__ import annotations

from typing import Optional

from workbench.errors import NothingToDecide
from workbench.model.comparison import Comparisons, Settings
from workbench.sessions.comparing import compare_sources
from workbench.store.catalogue import find_runs
from workbench.store.layout import is_run
from workbench.store.reader import read_header, resolve_run


def compare_with(baseline: str, folder: str, results: str) -> Comparisons:
    """Compare the run in `folder` with `baseline`: a run's folder or id, or a folder of runs.

    Raises StoreError where there is no such run, NothingToDecide where the folder has none of the same kind or no
    test is in both.
    """
    header, _ = read_header(folder)
    return compare_sources(_found(baseline, folder, header.plan.name, results), folder, results, Settings())


def _found(baseline: str, folder: str, name: str, results: str) -> str:
    if is_run(baseline):
        return baseline
    if not any(entry.readable for entry in find_runs(baseline)):
        return resolve_run(baseline, results)
    newest = _newest(baseline, name, folder)
    if newest is None:
        raise NothingToDecide(f"{baseline} has no earlier run {name!r}", "measure the base first, into that folder")
    return newest


def _newest(root: str, name: Optional[str], but: str) -> Optional[str]:
    """The newest run of that name (None: of any) in a folder, other than the one in `but`."""
    own = None if not but else read_header(but)[0].run_id
    entries = (entry for entry in find_runs(root) if entry.readable and entry.run_id != own)
    return next((entry.folder for entry in entries if name in {None, entry.name}), None)
