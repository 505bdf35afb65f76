"""Two runs, or two CSV files of launches, held against one another."""

from __future__ import annotations

import os

from workbench.analysis.comparing.comparing import Source
from workbench.analysis.comparing.launches_csv import parse_launches_csv
from workbench.errors import Complaint, ConfigurationError, StoreError
from workbench.model.comparison import Comparisons, Settings
from workbench.reporting.sides import Side, compare_sides, side_of_run
from workbench.sessions.csv_files import read_text
from workbench.store.layout import is_run
from workbench.store.reader import read_rows, resolve_run


def compare_sources(base: str, head: str, results: str, settings: Settings) -> Comparisons:
    """Compare what `base` and `head` name: CSV files, or runs (a folder, an id, the beginning of one, or latest).

    Raises ConfigurationError for files that can't be used, StoreError for no such run, NothingToDecide where the two
    share no case.
    """
    return compare_sides(_side(base, results), _side(head, results), settings)


def _side(reference: str, results: str) -> Side:
    if os.path.isfile(reference) and not is_run(os.path.dirname(reference) or "."):
        return _from_file(reference)
    if reference.endswith(".csv"):
        raise ConfigurationError([Complaint(f"there is no file {reference}")])
    try:
        folder = resolve_run(reference, results)
    except StoreError as error:
        raise StoreError(
            f"there is nothing to compare at {reference!r}: {error}",
            "give a run (workbench results list), or a CSV file with the columns launch and seconds",
        ) from error
    return side_of_run(read_rows(folder))


def _from_file(path: str) -> Side:
    table = parse_launches_csv(read_text(path), path)
    cases = dict.fromkeys(case for launches in table.launches for case in launches.cases)
    source = Source(path, tuple(cases), table.launches, unusable=tuple(table.unusable.items()))
    return Side(source, left_out=table.left_out)
