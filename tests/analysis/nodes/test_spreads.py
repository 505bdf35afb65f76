"""Up or out: a verdict only where the interval carries it."""

from dataclasses import replace

import pytest

from workbench.analysis.nodes.spreads import spreads
from workbench.model.nodes import OUT, SAME, UNDECIDED, UNEQUAL, UP, NodeCell


def cell(nodes, each, seconds, spread=0.01, launches=6, **others):
    offsets = [spread * (index - (launches - 1) / 2) / launches for index in range(launches)]
    return NodeCell(nodes, each, tuple(seconds * (1 + offset) for offset in offsets), **others)


def one(*cells):
    (found,) = spreads(cells, None, 0.95)
    return found


@pytest.mark.parametrize(("out", "verdict"), [(5.0, OUT), (20.0, UP), (10.05, SAME)])
def test_the_verdict_follows_the_interval(out, verdict):
    found = one(cell(1, 4, 10.0), cell(4, 1, out))
    assert (found.workers, found.up, found.out, found.verdict) == (4, (1, 4), (4, 1), verdict)
    assert found.ratio.low < 10.0 / out < found.ratio.high
    assert found.launches_needed is None


def test_noise_leaves_it_undecided_and_says_how_many_launches_would_do():
    found = one(cell(1, 4, 10.0, 0.4), cell(4, 1, 9.5, 0.4))
    assert found.verdict == UNDECIDED
    assert found.launches_needed > 6


def test_so_many_launches_would_decide_it():
    few = one(cell(1, 4, 10.0, 0.4), cell(4, 1, 9.3, 0.4))
    assert few.verdict == UNDECIDED
    more = few.launches_needed + 2
    assert one(cell(1, 4, 10.0, 0.4, more), cell(4, 1, 9.3, 0.4, more)).verdict == OUT


def test_few_launches_make_a_range_and_decide_nothing():
    found = one(cell(1, 2, 10.0, launches=2), cell(2, 1, 1.0, launches=2))
    assert (found.ratio.kind, found.verdict, found.launches_needed) == ("range", UNDECIDED, 4)


def test_unlike_shares_of_cpus_are_not_held_against_one_another():
    up, out = cell(1, 2, 10.0, cores_each=0.2), cell(2, 1, 5.0, cores_each=0.4)
    assert one(up, out).verdict == UNEQUAL
    assert one(up, replace(out, cores_each=0.2)).verdict == OUT
    assert one(up, replace(out, cores_each=None)).verdict == OUT


def test_each_number_of_workers_is_held_against_its_fewest_nodes():
    found = spreads((cell(1, 1, 9.0), cell(1, 4, 9.0), cell(2, 2, 9.0), cell(4, 1, 9.0), cell(2, 3, 9.0)), None, 0.95)
    assert [(each.up, each.out) for each in found] == [((1, 4), (2, 2)), ((1, 4), (4, 1))]
    assert spreads((), None, 0.95) == ()
