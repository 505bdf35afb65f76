"""Sentences on nodes: what follows first, never more than the places carry."""

from workbench.analysis.nodes.inferring import scale_nodes
from workbench.model.estimate import Estimate
from workbench.model.nodes import FurtherNodes, NodeCell, SizeGain
from workbench.reporting.nodes import further_sentence, link_sentence, sentences


def cells(*told):
    return tuple(
        NodeCell(nodes, each, tuple(seconds * (1 + 0.002 * index) for index in range(6)))
        for nodes, each, seconds in told
    )


def test_up_or_out_comes_first():
    first, second, *_ = sentences(scale_nodes(cells((1, 1, 9.0), (1, 2, 8.0), (2, 1, 5.0), (2, 2, 4.5))))
    assert first.startswith("Scale out: 2 workers are 1.60× [")
    assert first.endswith("] as fast on 2 nodes (1 on each) as on 1 node (2 on it).")
    assert second


def test_without_a_pair_it_says_what_to_measure():
    told = list(sentences(scale_nodes(cells((1, 1, 9.0), (4, 1, 3.0)))))
    assert told[0] == (
        "Scale up or out? No number of workers was measured on fewer and on more nodes: measure 1 node with 4 workers "
        "against 4 nodes with 1 worker each."
    )
    assert "needs both to vary" in told[1]


def test_undecided_says_what_to_measure_next():
    noisy = [NodeCell(nodes, each, (8.0, 9.0, 10.0, 11.0)) for nodes, each in ((1, 2), (2, 1))]
    (told, _) = sentences(scale_nodes(noisy))
    assert told.startswith("Up or out is undecided: ")
    assert "Measure next: both with " in told


def test_an_extrapolation_is_called_so():
    size = Estimate(4000.0, 3000.0, None, "interval", 0.95, 5)
    found = FurtherNodes("samples", {}, 1, 2, 1, "call", (200.0, 3200.0), size, extrapolated=True)
    assert further_sentence(found) == (
        "2 nodes against 1 node, 1 worker on each (one call, once all is up): more nodes pay from samples = 4,000 "
        "[3,000, ∞] on, an extrapolation: measured up to 3,200."
    )


def test_a_link_is_named_only_where_bytes_are_known_and_more_nodes_are_faster():
    ratio = Estimate(1.6, 1.5, 1.7)
    found = FurtherNodes("samples", {}, 1, 2, 1, "call", (1.0, 9.0), gains=(SizeGain(9.0, ratio),))
    assert link_sentence(found) == ""
    found = FurtherNodes("samples", {}, 1, 2, 1, "call", (1.0, 9.0), gains=(SizeGain(9.0, ratio, 2e6, 3.3e5),))
    assert "they pay on every link of 330 kB/s or more" in link_sentence(found)
    found = FurtherNodes("samples", {}, 1, 2, 1, "call", (1.0, 9.0), gains=(SizeGain(9.0, ratio, 2e6),))
    assert link_sentence(found).endswith("no link is named.")
