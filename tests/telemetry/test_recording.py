import os
import subprocess
import sys

import pytest

from workbench.telemetry.recording import ArrowImport, SeriesWriter
from workbench.telemetry.series import read_series

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def arrow():
    loading = ArrowImport()
    loading.wait()
    return loading


def test_what_is_flushed_can_be_read_while_the_file_grows(tmp_path, arrow):
    path = str(tmp_path / "t.arrows")
    writer = SeriesWriter(path, {"trial_id": "t"}, arrow, node="n1")
    writer.append(0.1, "memory", {"resident_bytes": 5})
    writer.flush_if_due(1.0)
    writer.append(0.2, "memory", {"resident_bytes": 6})
    writer.flush_if_due(1.5)
    live = read_series(path)
    assert live.column("value").to_pylist() == [5.0]
    assert live.schema.metadata[b"complete"] == b"no"
    writer.append(1.2, "a probe of later", {"new": 7})
    writer.close()
    whole = read_series(path)
    assert whole.column("at_seconds").to_pylist() == [0.1, 0.2, 1.2]
    assert whole.column("probe").to_pylist() == ["memory", "memory", "a probe of later"]
    assert whole.column("series").to_pylist() == ["resident_bytes", "resident_bytes", "new"]
    assert whole.column("node").to_pylist() == ["n1"] * 3
    assert whole.schema.metadata[b"complete"] == b"yes"
    assert writer.reason is None


def test_without_a_path_nothing_is_written(tmp_path, arrow):
    writer = SeriesWriter(None, {}, arrow)
    writer.append(0.1, "p", {"s": 1})
    writer.flush_if_due(1.0)
    writer.close()
    assert os.listdir(tmp_path) == []
    assert writer.reason is None


def test_an_unwritable_folder_is_a_reason_not_an_exception(tmp_path, arrow):
    writer = SeriesWriter(str(tmp_path / "missing" / "t.arrows"), {}, arrow)
    for now in (1.0, 3.0):
        writer.append(now, "p", {"s": 1})
        writer.flush_if_due(now)
    writer.close()
    assert "series file ended" in writer.reason
    assert writer.errors == 1


def test_a_full_disk_is_a_reason_not_an_exception(arrow):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    writer = SeriesWriter("/dev/full", {}, arrow)
    writer.append(0.1, "p", {"s": 1})
    writer.close()
    assert "No space left" in writer.reason


def test_without_the_library_the_reason_names_the_command(tmp_path):
    missing = ArrowImport("a_module_that_nobody_has")
    writer = SeriesWriter(str(tmp_path / "t.arrows"), {}, missing)
    writer.append(0.1, "p", {"s": 1})
    writer.close()
    assert "pip install pyarrow" in writer.reason
    assert os.listdir(tmp_path) == []


def test_writing_does_not_drag_pandas_in(tmp_path):
    code = """
import sys
from workbench.telemetry.recording import ArrowImport, SeriesWriter
writer = SeriesWriter(sys.argv[1], {"trial_id": "t"}, ArrowImport())
writer.append(0.1, "p", {"é": 1})
writer.close()
print(writer.reason, sorted({"pandas", "numpy"} & set(sys.modules)))
"""
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "t.arrows")], capture_output=True, text=True, check=False
    )
    assert answer.stdout.split()[0] == "None", answer.stderr
    assert "pandas" not in answer.stdout
