"""Simulations: whether intervals of laws of nodes cover, and how often a law is believed that is not true."""

import pytest

from workbench.analysis.nodes.laws import believed, known_laws, law_fit, node_candidates

GRID = [(nodes, each) for nodes in (1, 2, 4) for each in (1, 2, 4)]
WIDE = [(nodes, each) for nodes in (1, 2, 4, 8) for each in (1, 2, 4, 8)]
TRUTHS = {
    "nodes_amdahl": (GRID, {}, {"serial_fraction": 0.05}),
    "nodes_contention": (GRID, {"contention": 0.15}, {"node_contention": 0.15, "serial_fraction": 0.05}),
    "nodes_coherency": (GRID, {"price": 2.5}, {"seconds_per_node": 2.5}),
    "nodes_both": (WIDE, {"contention": 0.15, "price": 2.5}, {"node_contention": 0.15, "seconds_per_node": 2.5}),
    "nodes_usl": (WIDE, {"contention": 0.1, "price": 1.0, "coherency": 0.02}, {"node_coherency": 0.02}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TRUTHS))
def test_intervals_hold_the_truth_and_other_laws_are_seldom_believed(name, truth, measured, random):
    # With 300 runs of each: 93 to 97 % covered, a false law in at most 5 %.
    places, made, values = TRUTHS[name]
    runs, covered, chosen = 60, dict.fromkeys(values, 0), []
    for _ in range(runs):
        found = node_candidates(known_laws(), measured(truth(**made), places, random))
        law, _ = believed(found)
        chosen.append(None if law is None else law.name)
        own = law_fit(next(each for each in found if each.name == name), 0.95)
        for parameter, value in values.items():
            interval = own.parameters[parameter]
            covered[parameter] += interval.low <= value <= (interval.high or float("inf"))
    assert min(covered.values()) / runs >= 0.86
    assert chosen.count(name) / runs >= 0.88
