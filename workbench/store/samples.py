"""The telemetry of one trial of a run on disk, a value at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import repeat, starmap

from workbench.contracts import Sample
from workbench.store.layout import TELEMETRY_FOLDER, checked_name
from workbench.telemetry.series import read_series

ROWS = 65_536
"""Rows of a series file that are turned into samples at a time."""


def samples(folder: str, trial_id: str) -> Iterator[Sample]:
    """Every sample of the trial, in the order of its file; none where no telemetry was kept.

    Raises StoreError for an id that can't be part of a path.
    """
    name = checked_name(trial_id, "the trial id")
    try:
        table = read_series(os.path.join(folder, TELEMETRY_FOLDER, name))
    except FileNotFoundError:
        return
    has_process = "process" in table.column_names
    for batch in table.to_batches(max_chunksize=ROWS):
        columns = batch.to_pydict()
        processes = columns["process"] if has_process else repeat("")
        yield from starmap(
            Sample,
            zip(
                columns["at_seconds"],
                columns["node"],
                processes,
                columns["probe"],
                columns["series"],
                columns["value"],
                strict=False,
            ),
        )
