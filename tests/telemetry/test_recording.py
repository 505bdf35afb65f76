import os
import subprocess
import sys

import pytest

from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport, SeriesWriter
from workbench.telemetry.series import read_series

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def arrow():
    loading = ArrowImport()
    loading.wait()
    return loading


class Pen:
    """A writer and the points that it writes."""

    def __init__(self, path, arrow, **fields):
        self.points = Points()
        self.file = SeriesWriter(path, {"trial_id": "t"}, arrow, self.points, **fields)

    def put(self, at, probe, series, value, process=""):
        self.points.add(at, self.points.open(probe, series, process), value)


def test_what_is_flushed_can_be_read_while_the_file_grows(tmp_path, arrow):
    path = str(tmp_path / "t.arrows")
    pen = Pen(path, arrow, node="n1")
    pen.put(0.1, "memory", "resident_bytes", 5)
    pen.file.flush_if_due(1.0)
    pen.put(0.2, "memory", "resident_bytes", 6, "7 größe")
    pen.file.flush_if_due(1.5)
    live = read_series(path)
    assert live.column("value").to_pylist() == [5.0]
    assert live.schema.metadata[b"complete"] == b"no"
    pen.put(1.2, "a probe of later", "new", 7, "8 sleep")
    pen.file.close()
    whole = read_series(path)
    assert whole.column("at_seconds").to_pylist() == [0.1, 0.2, 1.2]
    assert whole.column("probe").to_pylist() == ["memory", "memory", "a probe of later"]
    assert whole.column("series").to_pylist() == ["resident_bytes", "resident_bytes", "new"]
    assert whole.column("process").to_pylist() == ["", "7 größe", "8 sleep"]
    assert whole.column("node").to_pylist() == ["n1"] * 3
    assert whole.schema.metadata[b"complete"] == b"yes"
    assert pen.file.reason is None


def test_more_processes_than_a_short_number_holds(tmp_path, arrow):
    path = str(tmp_path / "t.arrows")
    pen = Pen(path, arrow)
    names = ["%d sleep" % pid for pid in range(40_000)]
    for start in range(0, 40_000, 10_000):
        for name in names[start : start + 10_000]:
            pen.put(0.0, "p", "s", 1.0, name)
        pen.file.flush_if_due(float(start))
    pen.file.close()
    assert read_series(path).column("process").to_pylist() == names
    assert os.path.getsize(path) < 4_000_000


def test_without_a_path_nothing_is_written_and_nothing_kept(tmp_path, arrow):
    pen = Pen(None, arrow)
    pen.put(0.1, "p", "s", 1)
    pen.file.flush_if_due(1.0)
    assert len(pen.points.at) == 0
    pen.file.close()
    assert os.listdir(tmp_path) == []
    assert pen.file.reason is None


def test_an_unwritable_folder_is_a_reason_not_an_exception(tmp_path, arrow):
    pen = Pen(str(tmp_path / "missing" / "t.arrows"), arrow)
    for now in (1.0, 3.0):
        pen.put(now, "p", "s", 1)
        pen.file.flush_if_due(now)
    pen.file.close()
    assert "series file ended" in pen.file.reason
    assert pen.file.errors == 1


def test_a_full_disk_is_a_reason_not_an_exception(arrow):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    pen = Pen("/dev/full", arrow)
    pen.put(0.1, "p", "s", 1)
    pen.file.close()
    assert "No space left" in pen.file.reason


def test_without_the_library_the_reason_names_the_command(tmp_path):
    missing = ArrowImport("a_module_that_nobody_has")
    pen = Pen(str(tmp_path / "t.arrows"), missing)
    pen.put(0.1, "p", "s", 1)
    pen.file.close()
    assert "pip install pyarrow" in pen.file.reason
    assert os.listdir(tmp_path) == []


def test_writing_does_not_drag_pandas_in(tmp_path):
    code = """
import sys
from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport, SeriesWriter
points = Points()
writer = SeriesWriter(sys.argv[1], {"trial_id": "t"}, ArrowImport(), points)
points.add(0.1, points.open("p", "é", ""), 1.0)
writer.close()
print(writer.reason, sorted({"pandas", "numpy"} & set(sys.modules)))
"""
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "t.arrows")], capture_output=True, text=True, check=False
    )
    assert answer.stdout.split()[0] == "None", answer.stderr
    assert "pandas" not in answer.stdout
