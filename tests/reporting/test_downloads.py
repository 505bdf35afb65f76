"""A run to take away: the bytes are what the terminal's commands write."""

import csv
import io
import json

import pytest
from pyarrow import parquet

from workbench.reporting.assembly import build_report
from workbench.reporting.downloads import DOWNLOADS
from workbench.reporting.encoding import to_json
from workbench.reporting.html.page import to_html
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


@pytest.fixture
def folder(tmp_path, build):
    run = build.run()
    with RunWriter.create(str(tmp_path), run.header) as writer:
        for trial in run.trials:
            writer.append(trial)
    return writer.folder


def test_csv_and_parquet_have_a_row_a_trial(folder):
    rows = list(csv.DictReader(io.StringIO(DOWNLOADS["csv"].make(folder).decode())))
    table = parquet.read_table(io.BytesIO(DOWNLOADS["parquet"].make(folder)))
    assert len(rows) == table.num_rows == 42
    assert list(rows[0]) == table.column_names
    told = [row["seconds"] for row in rows if row["seconds"]]
    assert [float(each) for each in told] == [each for each in table["seconds"].to_pylist() if each is not None]


def test_the_report_is_the_report(folder):
    report = build_report(read_run(folder))
    assert DOWNLOADS["json"].make(folder).decode() == to_json(report)
    assert DOWNLOADS["html"].make(folder).decode() == to_html(report)


def test_the_trace_is_json_with_every_trial(folder):
    events = json.loads(DOWNLOADS["trace"].make(folder))["traceEvents"]
    assert sum(event["ph"] == "X" for event in events) >= 42


def test_names_do_not_clash():
    assert len({each.suffix for each in DOWNLOADS.values()}) == len(DOWNLOADS)
