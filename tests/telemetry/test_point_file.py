"""What was written of points is read again, torn or not."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.point_file import PointFiles, read_points
from workbench.telemetry.points import Points

WORD = st.text(max_size=8)
POINT = st.tuples(st.floats(0, 1e6), WORD, WORD, WORD, st.floats(allow_nan=False, allow_infinity=False))


@given(
    st.lists(st.lists(st.tuples(st.floats(0, 1e6), WORD, WORD, WORD, st.floats(allow_nan=False, allow_infinity=False))))
)
def test_points_come_back_in_their_order(tmp_path_factory, flushes):
    path = str(tmp_path_factory.mktemp("points") / "points.jsonl")
    points = Points()
    writer = PointFiles().writer(path, {}, points)
    tracks = {}
    for flush in flushes:
        for at, probe, series, process, value in flush:
            key = probe, series, process
            if key not in tracks:
                tracks[key] = points.open(*key)
            points.add(at, tracks[key], value)
        writer.close()
    rows = [row for flush in flushes for row in flush]
    content = Path(path).read_bytes() if rows else b""
    assert list(read_points(content).rows()) == rows
    assert rows[: len(list(read_points(content[:-1]).rows()))] == list(read_points(content[:-1]).rows())


def test_a_folder_that_is_gone_ends_the_file_and_not_the_watch(tmp_path):
    points = Points()
    writer = PointFiles().writer(str(tmp_path / "gone" / "points.jsonl"), {}, points)
    points.add(0.0, points.open("p", "s"), 1.0)
    writer.flush_if_due(0.0)
    assert writer.errors == 1
    assert "series file ended" in writer.reason


def test_a_line_that_is_no_line_of_points_ends_it():
    good = b'{"tracks":[["p","s",""]],"at":[1.0],"track":[0],"value":[2.0]}\n'
    for bad in (b"{}\n", b"[1]\n", b"\xff\n", b'{"tracks":[],"at":[1],"track":[7],"value":[1]}\n'):
        assert list(read_points(good + bad + good).rows()) == [(1.0, "p", "s", "", 2.0)]
