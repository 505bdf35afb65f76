"""Which run a person means to go on with."""

from __future__ import annotations

from typing import Optional

from workbench.errors import NothingToDecide
from workbench.store.catalogue import find_runs
from workbench.store.reader import resolve_run

LATEST = "latest"


def unfinished_run(reference: str, suite: Optional[str], results: str) -> str:
    """The folder of the run `reference`; for `latest`, of the newest one (of `suite`, where named) that lacks launches.

    Raises StoreError for no such run, NothingToDecide when none lacks any.
    """
    if reference != LATEST:
        return resolve_run(reference, results)
    for entry in find_runs(results):
        if entry.readable and entry.recorded < entry.planned and suite in (None, entry.name):
            return entry.folder
    of_suite = "" if suite is None else f" of {suite}"
    raise NothingToDecide(f"no run{of_suite} in {results} lacks launches", "start one: workbench run SUITE")
