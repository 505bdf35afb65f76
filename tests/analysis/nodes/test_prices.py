"""Node-seconds and what they cost."""

import pytest

from workbench.analysis.nodes.prices import cheapest_place, place_cost
from workbench.model.nodes import NodeCell
from workbench.model.reading import Questions

ONE = NodeCell(1, 2, (60.0,) * 6, start_seconds=2.0)
TWO = NodeCell(2, 2, (40.0,) * 6, start_seconds=5.0)


def test_nodes_are_paid_for_while_they_start_and_while_they_work():
    assert place_cost(TWO).node_seconds.value == pytest.approx(2 * 45.0)
    assert place_cost(TWO, provision_seconds=10.0).node_seconds.value == pytest.approx(2 * 55.0)


def test_the_cheapest_that_meets_the_deadline():
    told = cheapest_place((ONE, TWO), Questions(), 0.36 / 3600)
    assert told.sentence == (
        "1 node with 2 workers costs least: 6.2 [6.2, 6.2] for 1,000 runs of 62.0 s, start-up included."
    )
    told = cheapest_place((ONE, TWO), Questions(deadline_seconds=50.0), 1.0)
    assert told.sentence.startswith("2 nodes with 2 workers each cost least within the deadline: 90 [90, 90] for a run")
    told = cheapest_place((ONE, TWO), Questions(deadline_seconds=5.0), 1.0)
    assert (told.estimate, told.sentence) == (
        None,
        "No place that was measured meets the deadline, start-up included.",
    )
