"""From which size on more nodes pay, and how fast a link they need."""

import numpy as np
import pytest

from workbench.analysis.nodes.further import CALL, WITH_START_UP, further_nodes


def run(lab, seconds, sizes, moved=1_000_000, noise=0.005):
    random = np.random.default_rng(1)
    cases = [lab.case(nodes, 1, samples=size) for nodes in (1, 2) for size in sizes]
    trials = [
        lab.trial(
            case,
            seconds(case.resources.nodes, case.parameters["samples"]) * random.lognormal(0, noise),
            launch,
            moved=moved,
        )
        for launch in range(6)
        for case in cases
    ]
    return further_nodes(lab.plan(cases), trials)


def overhead(nodes, size):
    """A second node costs 2 s and halves the rest: it pays from 4,000 on."""
    return size * 1e-3 / nodes + 2.0 * (nodes - 1) + 0.001


def test_they_pay_from_where_the_laws_cross(lab):
    call, started = run(lab, overhead, (1000, 2000, 4000, 8000, 16000))
    assert (call.fewer, call.more, call.workers_per_node, call.counted) == (1, 2, 1, CALL)
    assert call.size.low < 4000 < call.size.high
    assert not call.extrapolated
    assert started.counted == WITH_START_UP


def test_beyond_what_was_measured_it_is_called_an_extrapolation(lab):
    call, _ = run(lab, overhead, (200, 400, 800, 1600, 3200))
    assert call.extrapolated
    assert call.size.value == pytest.approx(4000, rel=0.3)


def test_where_they_never_pay_it_says_so(lab):
    call, started = run(lab, lambda nodes, size: size * 1e-3 * nodes, (1000, 2000, 4000, 8000))
    assert started.reason == "more nodes are slower at every size measured"
    assert (call.size, call.reason) == (None, "more nodes are slower at every size measured")
    assert all(gain.link_bytes_per_second is None for gain in call.gains)


def test_a_link_is_enough_that_carries_all_bytes_in_the_time_saved(lab):
    call, _ = run(lab, overhead, (1000, 2000, 4000, 8000, 16000))
    last = call.gains[-1]
    # Two nodes, in and out, a warm-up and a call: 2 MB a call; 16 s against 10 s.
    assert last.wire_bytes == pytest.approx(2_000_000)
    assert last.link_bytes_per_second == pytest.approx(2_000_000 / 6.0, rel=0.05)
    assert call.gains[0].link_bytes_per_second is None


def test_two_sizes_tell_no_law(lab):
    assert run(lab, overhead, (1000, 2000)) == ()
