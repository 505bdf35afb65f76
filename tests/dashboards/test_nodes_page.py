"""The page of scaling over a recorded run of two nodes; no browser."""

import shutil
from pathlib import Path

RECORDED = Path(__file__).resolve().parents[1] / "reporting" / "recorded" / "nodes"
SCALING = "views/scaling.py"


def test_nodes_stand_below_the_series(open_page, tmp_path):
    shutil.copytree(RECORDED, tmp_path / "machine" / "20261121T223508Z-nodes-small-920a")
    test = open_page(SCALING)
    assert not test.exception
    assert "Nodes" in [each.value for each in test.subheader]
    told = "\n".join(str(each.value) for each in test.markdown).replace("\\", "").replace("\u2060", "")
    assert "Up or out is undecided: 2 workers are " in told
    assert "2 nodes against 1 node, 1 worker on each" in told


def test_without_nodes_nothing_is_said_of_them(open_page, write, builders):
    write(builders.make_run())
    assert "Nodes" not in [each.value for each in open_page(SCALING).subheader]
