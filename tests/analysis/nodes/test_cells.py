"""Places of a run: which cases belong together, and what is known of each."""

import pytest

from workbench.analysis.nodes.cells import node_series, wire_bytes
from workbench.model.case import Case


def test_cases_that_differ_in_nodes_and_workers_are_one_series(lab):
    cases = [lab.case(nodes, each) for nodes in (1, 2) for each in (1, 2)]
    trials = [lab.trial(case, 2.0 / case.resources.workers, launch) for case in cases for launch in range(3)]
    (found,) = node_series(lab.plan(cases), trials)
    assert [(cell.nodes, cell.workers_per_node, len(cell.seconds)) for cell in found.cells] == [
        (1, 1, 3),
        (1, 2, 3),
        (2, 1, 3),
        (2, 2, 3),
    ]
    assert found.case.id == cases[0].id
    assert not found.weak
    assert {cell.start_seconds for cell in found.cells} == {0.5}
    assert set(found.launches) == {(1, 1), (1, 2), (2, 2), (2, 4)}


def test_work_that_grows_with_the_nodes_is_one_series_too(lab):
    cases = [lab.case(nodes, 2, grows=("samples",), samples=100 * 2 * nodes) for nodes in (1, 2, 4)]
    (found,) = node_series(lab.plan(cases), [lab.trial(case, 1.0) for case in cases])
    assert found.weak
    assert [cell.nodes for cell in found.cells] == [1, 2, 4]


def test_what_did_not_run_on_several_nodes_is_none(lab):
    here = Case("w", {"samples": 10}, backend="loky")
    cases = [lab.case(1, 1), lab.case(1, 2), here]
    assert node_series(lab.plan(cases), [lab.trial(case, 1.0) for case in cases[:2]]) == ()
    both = [lab.case(1, 1), lab.case(2, 1)]
    failed = lab.trial(both[1], 1.0, status="failed")
    assert node_series(lab.plan(both), [lab.trial(both[0], 1.0), failed]) == ()


def test_bytes_are_those_of_one_call_and_unknown_where_a_node_did_not_count(lab):
    case = lab.case(2, 1)
    # A warm-up and a measured call, on each of two nodes 1,000 bytes in and out.
    assert wire_bytes(lab.trial(case, 1.0)) == pytest.approx(2000.0)
    assert wire_bytes(lab.trial(case, 1.0, moved=None)) is None
    assert wire_bytes(lab.trial(case, 1.0, phases=())) is None


@pytest.mark.parametrize(("limit", "cores"), [(None, 1.0), (0.2, 0.2)])
def test_a_workers_share_is_its_limit_and_no_more_than_its_threads_use(lab, limit, cores):
    cases = [lab.case(1, 2), lab.case(2, 1)]
    (found,) = node_series(lab.plan(cases), [lab.trial(case, 1.0, limit=limit) for case in cases])
    assert {cell.cores_each for cell in found.cells} == {cores}
