"""A run as a file to take away: its trials as columns, its report, its trace. Made when somebody asks for it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from workbench.registry import load, resolve
from workbench.reporting.assembly import build_report
from workbench.reporting.columns import csv_bytes
from workbench.reporting.encoding import to_json
from workbench.reporting.html.page import to_html
from workbench.reporting.queries import columns_of
from workbench.store.reader import read_run
from workbench.store.samples import samples


@dataclass(frozen=True)
class Download:
    """A form that a run can be taken away in. `make` gives the bytes of the run in a folder; raises StoreError."""

    title: str
    suffix: str
    mime: str
    make: Callable[[str], bytes]


def trials_csv(folder: str) -> bytes:
    """A row a trial, with every digit, in base units."""
    return csv_bytes(columns_of(read_run(folder)))


def trials_parquet(folder: str) -> bytes:
    """A row a trial; a column that mixes words with numbers is text."""
    import pyarrow as pa
    from pyarrow import parquet

    columns = {name: pa.array(_alike(values)) for name, values in columns_of(read_run(folder)).items()}
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def report_json(folder: str) -> bytes:
    """What `workbench show --json` prints."""
    return to_json(build_report(read_run(folder))).encode("ascii")


def report_html(folder: str) -> bytes:
    """The report as one page that needs nothing else."""
    return to_html(build_report(read_run(folder))).encode("utf-8", "backslashreplace")


def trace(folder: str) -> bytes:
    """For Perfetto and Chrome's tracing."""
    run = read_run(folder)
    exporter = load(resolve("exporter", "trace"))()
    return "".join(exporter.export(run, partial(samples, folder))).encode("utf-8", "backslashreplace")


DOWNLOADS: Mapping[str, Download] = {
    "csv": Download("Trials as CSV", ".csv", "text/csv", trials_csv),
    "parquet": Download("Trials as Parquet", ".parquet", "application/vnd.apache.parquet", trials_parquet),
    "json": Download("Report as JSON", ".json", "application/json", report_json),
    "html": Download("Report as HTML", ".html", "text/html", report_html),
    "trace": Download("Trace for Perfetto", ".trace.json", "application/json", trace),
}


def _alike(values: Sequence[object]) -> list[object]:
    """The values, as text where they are of several kinds."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) <= 1 or kinds == {int, float}:
        return [float(value) if kinds == {int, float} and isinstance(value, int) else value for value in values]
    return [None if value is None else str(value) for value in values]
