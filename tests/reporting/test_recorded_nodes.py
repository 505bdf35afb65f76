"""A run of the practice cluster, recorded: two nodes with one and two workers on each, on every face."""

import json
import os
from dataclasses import replace

import pytest

from workbench.model.nodes import Nodes
from workbench.reporting.assembly import build_report
from workbench.reporting.charts.nodes import launch_rows, law_rows, nodes_chart
from workbench.reporting.encoding import to_json
from workbench.reporting.html.page import to_html
from workbench.reporting.terminal.report import render
from workbench.store.reader import read_run

FOLDER = os.path.join(os.path.dirname(__file__), "recorded", "nodes")
PLACES = [(1, 1), (1, 2), (2, 1), (2, 2)]


@pytest.fixture(scope="module")
def run():
    return read_run(FOLDER)


@pytest.fixture(scope="module")
def report(run):
    return build_report(run)


def test_every_size_is_a_case_over_its_places(report):
    assert len(report.nodes.sections) == 3
    for section in report.nodes.sections:
        assert [(cell.nodes, cell.workers_per_node) for cell in section.scaling.cells] == PLACES
        assert [(spread.up, spread.out) for spread in section.scaling.spreads] == [((1, 2), (2, 1))]
        assert all(cell.cores_each == pytest.approx(0.4) for cell in section.scaling.cells)
        assert all(cell.wire_bytes > 800_000 for cell in section.scaling.cells)


def test_pops_tree_has_a_level_between_nodes_and_one_within(report):
    trees = [tree for section in report.nodes.sections for tree in section.efficiencies]
    assert trees
    for tree in trees:
        assert tree.between_nodes.value * tree.within_nodes.value == pytest.approx(tree.parallel.value)
        if tree.nodes == 1:
            assert tree.between_nodes.value == pytest.approx(1.0)


def test_series_run_over_nodes_and_within_each(report):
    titles = [section.title.partition(" · over nodes")[2] for section in report.scaling]
    assert titles.count(" of lab, 1 worker on each") == 3
    assert titles.count(" of lab, 2 workers on each") == 3
    assert titles.count("") == 6


def test_from_which_size_on_a_second_node_pays_is_told_for_each_number_of_workers(report):
    assert {(found.fewer, found.more, found.workers_per_node) for found in report.nodes.further} == {
        (1, 2, 1),
        (1, 2, 2),
    }
    assert all([gain.size for gain in found.gains] == [8, 16, 32] for found in report.nodes.further if found.gains)


def test_the_faces_say_the_same(report):
    shown, page = " ".join(render(report, 200).split()), to_html(report)
    told = json.loads(to_json(report))["nodes"]
    assert [case["case_id"] for case in told["cases"]] == [section.case.id for section in report.nodes.sections]
    for section, case in zip(report.nodes.sections, told["cases"], strict=True):
        assert case["sentences"] == list(section.sentences)
        assert " ".join(section.sentences[0].split()) in shown
        assert section.sentences[0].replace("'", "&#x27;") in page or section.sentences[0] in page
    assert 'id="nodes"' in page
    for section in report.nodes.sections:
        spec = nodes_chart(section).to_dict()
        assert len(launch_rows(section.scaling)) == sum(len(cell.seconds) for cell in section.scaling.cells)
        assert bool(law_rows(section.scaling)) == bool(section.scaling.points)
        assert spec["layer"]


def test_a_node_that_is_unlike_the_others_is_named_on_every_face(run):
    def other(node):
        return replace(node, machine=node.machine._replace(cpu_model="Older")) if node.name.endswith("-2") else node

    trials = tuple(replace(trial, nodes=tuple(map(other, trial.nodes))) for trial in run.trials)
    report = build_report(replace(run, trials=trials))
    (found,) = [finding for finding in report.findings if finding.code == "unlike-nodes"]
    assert "the CPU differs: " in found.message
    assert "Older on " in found.message
    for face in (" ".join(render(report, 400).split()), to_html(report), to_json(report)):
        assert "Older on " in face


def test_nothing_is_shown_of_nodes_where_none_ran(build):
    report = build_report(build.run())
    assert report.nodes == Nodes()
    assert "Nodes" not in render(report, 120)
    assert 'id="nodes"' not in to_html(report)
    assert json.loads(to_json(report))["nodes"] == {"cases": [], "further": []}
