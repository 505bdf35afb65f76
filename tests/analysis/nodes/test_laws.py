"""Which laws of nodes are offered, and what is said of those that are not chosen."""

import numpy as np

from workbench.analysis.nodes.laws import believed, known_laws, node_candidates, upper_bounds
from workbench.model.nodes import NodeCell

GRID = [(nodes, each) for nodes in (1, 2, 4) for each in (1, 2, 4)]


def names(cells):
    return [each.name for each in node_candidates(known_laws(), cells)]


def test_where_one_axis_stands_still_no_law_of_both_is_offered(truth, measured, random):
    assert names(measured(truth(), [(nodes, 1) for nodes in (1, 2, 4, 8, 16, 32)], random)) == []
    assert names(measured(truth(), [(1, each) for each in (1, 2, 4, 8, 16, 32)], random)) == []


def test_two_node_counts_do_not_tell_contention_from_the_price_of_a_node(truth, measured, random):
    two = measured(truth(0.2, price=2.0), [(nodes, each) for nodes in (1, 2) for each in (1, 2, 4, 8)], random)
    assert "nodes_both" not in names(two)
    assert "nodes_both" in names(measured(truth(), GRID, random))


def test_places_on_one_line_tell_nothing(truth, measured, random):
    # The same number of workers everywhere: 1/(n·w) is a constant.
    assert names(measured(truth(), [(1, 12), (2, 6), (3, 4), (4, 3), (6, 2), (12, 1)], random)) == []


def test_the_law_that_made_the_times_is_believed(truth, measured, random):
    for told, name in (
        (truth(), "nodes_amdahl"),
        (truth(0.3), "nodes_contention"),
        (truth(price=4.0), "nodes_coherency"),
        (truth(0.3, price=5.0), "nodes_both"),
    ):
        found = node_candidates(known_laws(), measured(told, GRID, random, shared=0.005, within=0.01))
        assert believed(found)[0].name == name


def test_what_is_left_out_is_bounded_from_above(truth, measured, random):
    found = node_candidates(known_laws(), measured(truth(), GRID, random))
    chosen, rivals = believed(found)
    assert (chosen.name, rivals) == ("nodes_amdahl", ())
    bounds = upper_bounds(chosen, found, 0.95)
    assert set(bounds) == {"node_contention", "seconds_per_node"}
    assert all(0.0 == bound.low <= bound.value <= bound.high for bound in bounds.values())
    assert bounds["node_contention"].high < 0.5


def test_times_without_noise_give_back_their_parameters():
    def at(nodes, each):
        return 70 / (nodes * each) + 20 / nodes + 10 + 1.5 * (nodes - 1)

    exact = [NodeCell(nodes, each, (at(nodes, each),) * 2) for nodes, each in GRID]
    found = {each.name: each for each in node_candidates(known_laws(), exact)}["nodes_both"]
    assert np.allclose(found.fitted.coefficients, [70, 20, 10, 1.5])
