"""Rows of several nodes in one series file."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from workbench.telemetry.merging import add_nodes
from workbench.telemetry.point_file import PointColumns, no_points
from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport
from workbench.telemetry.series import compact, read_series

TRACKS = [("cpu_tree", "user_seconds", ""), ("cpu_tree", "user_seconds", "7 python")]
ROWS = PointColumns(TRACKS, array("d", [1.0, 2.0]), array("l", [0, 1]), array("d", [0.5, 0.75]))
FIRST = PointColumns(TRACKS[:1], array("d", [1.0]), array("l", [0]), array("d", [0.5]))


def rows_of(table):
    names = ("at_seconds", "node", "probe", "series", "process", "value")
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


@pytest.fixture
def own(tmp_path):
    path = str(tmp_path / "t-001.arrows")
    arrow = ArrowImport()
    arrow.wait()
    points = Points()
    writer = arrow.writer(path, {"trial_id": "t-001"}, points)
    points.add(0.5, points.open("cpu_tree", "user_seconds"), 0.25)
    writer.close()
    return path


def test_nodes_are_added_to_what_the_trials_own_sampler_saw(own):
    add_nodes(own, {"n1": ROWS, "n2": FIRST, "n3": no_points()})
    table = read_series(own)
    assert rows_of(table) == [
        (0.5, "", "cpu_tree", "user_seconds", "", 0.25),
        (1.0, "n1", "cpu_tree", "user_seconds", "", 0.5),
        (2.0, "n1", "cpu_tree", "user_seconds", "7 python", 0.75),
        (1.0, "n2", "cpu_tree", "user_seconds", "", 0.5),
    ]
    assert table.schema.metadata[b"trial_id"] == b"t-001"
    assert table.schema.metadata[b"complete"] == b"yes"


def test_they_are_compacted_as_any_other(own, tmp_path):
    add_nodes(own, {"n1": ROWS})
    before = rows_of(read_series(own))
    (path,) = compact(str(tmp_path))
    assert rows_of(read_series(path)) == before


def test_where_the_own_sampler_wrote_nothing_a_file_is_begun(tmp_path):
    path = str(tmp_path / "t-002.arrows")
    add_nodes(path, {"n1": ROWS})
    assert len(rows_of(read_series(path))) == 2


def test_without_rows_nothing_is_touched(own):
    before = Path(own).read_bytes()
    add_nodes(own, {"n1": no_points()})
    assert Path(own).read_bytes() == before
