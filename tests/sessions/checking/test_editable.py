"""Editable installations are found by what pip leaves beside them."""

from __future__ import annotations

import json
from importlib.metadata import PathDistribution

import pytest

from workbench.sessions.checking.editable import editable_findings


def distribution(folder, direct_url):
    info = folder / "mine-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    if direct_url is not None:
        (info / "direct_url.json").write_text(direct_url)
    return PathDistribution(info)


def test_one_from_the_working_tree_is_warned_of_with_what_to_write(tmp_path):
    text = json.dumps({"url": "file:///home/a%20b/project", "dir_info": {"editable": True}})
    (finding,) = editable_findings([distribution(tmp_path, text)], lambda path: path == "/home/a b/project")
    assert "mine is installed in editable form" in finding.message
    assert "install = " in finding.remedy


@pytest.mark.parametrize(
    "direct_url",
    [
        None,
        "not json",
        "[]",
        json.dumps({"url": "file:///elsewhere", "dir_info": {"editable": True}}),
        json.dumps({"url": "file:///home/project", "dir_info": {}}),
        json.dumps({"url": "https://example.org/x.zip", "archive_info": {}}),
    ],
)
def test_any_other_is_not(tmp_path, direct_url):
    assert editable_findings([distribution(tmp_path, direct_url)], lambda path: path == "/home/project") == ()
