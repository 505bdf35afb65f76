"""Scaling laws for whatever a person has: a CSV file, or a run."""

from __future__ import annotations

import os
from dataclasses import dataclass

from workbench.analysis.scaling import fit
from workbench.analysis.scaling_csv import parse_scaling_csv
from workbench.errors import Complaint, ConfigurationError, NothingToDecide
from workbench.model.scaling import Scaling
from workbench.reporting.assembly import build_report
from workbench.store.layout import is_run
from workbench.store.reader import read_run, resolve_run

LARGEST_FILE_BYTES = 200_000_000


@dataclass(frozen=True)
class Fitted:
    """One series of worker counts and what can be said of it. `left_out` are columns of a file that weren't used."""

    title: str
    scaling: Scaling
    left_out: tuple[str, ...] = ()


def fit_source(source: str, results: str) -> tuple[Fitted, ...]:
    """The series of a file (one) or of a run (one a case measured at several worker counts).

    Raises ConfigurationError for a file that can't be used, StoreError for no such run, NothingToDecide for a
    run without a series.
    """
    if os.path.isfile(source) and not is_run(os.path.dirname(source) or "."):
        return (fit_file(source),)
    if source.endswith(".csv"):
        raise ConfigurationError([Complaint(f"there is no file {source}")])
    report = build_report(read_run(resolve_run(source, results)))
    if not report.scaling:
        raise NothingToDecide(
            f"{report.header.run_id} has no case at two or more worker counts",
            "give a case several workers: workers = [1, 2, 4, 8]",
        )
    return tuple(Fitted(section.title, section.scaling) for section in report.scaling)


def fit_file(path: str) -> Fitted:
    """The series in a CSV file. Raises ConfigurationError with every complaint."""
    try:
        if os.path.getsize(path) > LARGEST_FILE_BYTES:
            raise ConfigurationError([Complaint(f"larger than {LARGEST_FILE_BYTES:,} bytes", path)])
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError([Complaint(f"can't be read: {error.strerror}", path)]) from None
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
        raise ConfigurationError([Complaint(message, path, remedy="save it as CSV in UTF-8")]) from None
    table = parse_scaling_csv(text, path)
    scaling = fit(table.workers, table.seconds, table.launch)
    return Fitted(os.path.basename(path), scaling, table.left_out)
