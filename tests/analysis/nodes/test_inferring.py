"""The entry: what places say together, and what they can't."""

from workbench.analysis.nodes.inferring import scale_nodes
from workbench.model.nodes import OUT
from workbench.model.reading import Questions

GRID = [(nodes, each) for nodes in (1, 2, 4) for each in (1, 2, 4)]


def test_a_grid_tells_the_law_the_spreads_and_what_lies_beyond(truth, measured, random):
    found = scale_nodes(measured(truth(0.3), GRID, random, shared=0.005, within=0.01))
    assert (found.selected, found.reason) == ("nodes_contention", None)
    contention = found.laws["nodes_contention"].parameters["node_contention"]
    assert contention.low <= 0.3 <= contention.high
    assert [(each.up, each.out, each.verdict) for each in found.spreads if each.workers == 4] == [
        ((1, 4), (2, 2), OUT),
        ((1, 4), (4, 1), OUT),
    ]
    beyond = {(point.nodes, point.workers_per_node) for point in found.points if point.extrapolated}
    assert beyond == {(8, 1), (8, 2), (8, 4)}
    (point,) = [point for point in found.points if (point.nodes, point.workers_per_node) == (8, 2)]
    assert point.seconds.low <= truth(0.3)(8, 2) <= point.seconds.high


def test_without_both_axes_the_reason_says_which_stands_still(truth, measured, random):
    found = scale_nodes(measured(truth(), [(nodes, 1) for nodes in (1, 2, 4)], random))
    assert (found.selected, found.laws, found.points) == (None, {}, ())
    assert "one number of workers on each node" in found.reason
    found = scale_nodes(measured(truth(), [(1, 1), (1, 2), (2, 1)], random))
    assert found.reason.startswith("3 places can't tell a law")


def test_where_nothing_fits_nothing_is_believed(measured, random):
    odd = measured(lambda nodes, each: 10.0 if (nodes + each) % 3 else 40.0, GRID, random, shared=0.0)
    found = scale_nodes(odd)
    assert found.selected is None
    assert found.reason.startswith("no law of nodes fits")


def test_noise_as_large_as_the_effect_is_told_as_such(truth, measured, random):
    places = [(1, 1), (1, 2), (2, 1), (2, 2)]
    found = scale_nodes(measured(lambda nodes, each: 10.0, places, random, shared=0.0, launches=4))
    assert found.selected != "nodes_both"


def test_a_price_of_nodes_is_answered(truth, measured, random):
    asked = Questions(price_per_node_second=1.0)
    (reading,) = scale_nodes(measured(truth(), GRID, random), questions=asked).readings
    assert reading.code == "cheapest_nodes"
    assert reading.estimate.value == 1.0
