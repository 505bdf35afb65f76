import os

import pytest

from workbench.errors import StoreError
from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport, SeriesWriter
from workbench.telemetry.series import compact, read_series

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def stream(tmp_path):
    """A whole stream of three batches of two rows: its path."""
    path = str(tmp_path / "trial-000.arrows")
    arrow, points = ArrowImport(), Points()
    arrow.wait()
    writer = SeriesWriter(path, {"trial_id": "trial-000"}, arrow, points)
    for batch in range(3):
        for series in ("a", "b"):
            points.add(float(batch), points.open("p", series, "%d x" % batch), batch)
        writer.flush_if_due(10.0 * batch)
    writer.close()
    return path


def test_a_stream_torn_anywhere_gives_its_whole_batches(stream):
    with open(stream, "rb") as file:
        whole = file.read()
    counts = []
    for length in range(0, len(whole), 5):
        with open(stream, "wb") as file:
            file.write(whole[:length])
        table = read_series(stream)
        assert table.schema.metadata[b"complete"] == b"no"
        assert table.column_names == ["at_seconds", "node", "probe", "series", "process", "value"]
        counts.append(table.num_rows)
    assert counts == sorted(counts)
    assert set(counts) == {0, 2, 4, 6}


def test_compacting_keeps_the_rows_and_removes_the_stream(stream, tmp_path):
    before = read_series(stream)
    (tmp_path / "other.txt").write_text("not ours")
    assert compact(str(tmp_path)) == [str(tmp_path / "trial-000.parquet")]
    assert sorted(os.listdir(tmp_path)) == ["other.txt", "trial-000.parquet"]
    for name in (stream, stream.replace(".arrows", ".parquet"), stream.replace(".arrows", "")):
        after = read_series(name)
        assert after.to_pylist() == before.to_pylist()
        assert after.schema.metadata[b"trial_id"] == b"trial-000"
    assert compact(str(tmp_path)) == []


def test_a_torn_stream_is_compacted_too_and_says_so(stream, tmp_path):
    os.truncate(stream, os.path.getsize(stream) - 4)
    compact(str(tmp_path))
    table = read_series(stream)
    assert table.num_rows == 6
    assert table.schema.metadata[b"complete"] == b"no"


def test_a_file_that_is_no_series_file(tmp_path):
    (tmp_path / "x.parquet").write_text("hello")
    with pytest.raises(StoreError, match=r"x\.parquet is not a series file"):
        read_series(str(tmp_path / "x.parquet"))
    with pytest.raises(FileNotFoundError):
        read_series(str(tmp_path / "nobody.arrows"))


def test_a_file_from_before_there_were_processes_is_read(tmp_path):
    word = pa.dictionary(pa.int16(), pa.string())
    columns = {"at_seconds": pa.float64(), "node": word, "probe": word, "series": word, "value": pa.float64()}
    old = pa.schema(columns.items(), {"trial_id": "t"})
    rows = {"at_seconds": [0.1, 0.2], "node": ["", ""], "probe": ["p", "q"], "series": ["x", "y"], "value": [1.0, 2.0]}
    table = pa.Table.from_pydict(rows, old)
    with pa.ipc.new_stream(str(tmp_path / "t.arrows"), old) as stream:
        stream.write_table(table)
    expected = [{**row, "process": ""} for row in table.to_pylist()]
    for _ in ("stream", "Parquet"):
        found = read_series(str(tmp_path / "t"))
        assert found.to_pylist() == expected
        assert found.column_names == [*list(columns)[:-1], "process", "value"]
        assert found.schema.metadata[b"trial_id"] == b"t"
        compact(str(tmp_path))
    parquet.write_table(table, str(tmp_path / "t.parquet"))
    assert read_series(str(tmp_path / "t")).to_pylist() == expected
