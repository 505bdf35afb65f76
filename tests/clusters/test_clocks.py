"""Offsets that were put in are found again, within the uncertainty that is told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.clusters._clocks import ClockOffset, measure_offsets, offset_of, reconciled

SECONDS = st.floats(0.0, 1.0)


@given(st.floats(-1e6, 1e6), SECONDS, SECONDS)
def test_the_truth_is_within_the_uncertainty_whichever_way_took_longer(ahead, there, back):
    sent = 100.0
    found = offset_of(sent, sent + there + ahead, sent + there + back)
    assert abs(found.seconds - ahead) <= found.uncertainty_seconds + 1e-9
    assert found.uncertainty_seconds == pytest.approx((there + back) / 2)


@pytest.mark.parametrize("ahead", [0.0, 3600.0, -86_400.5])
def test_an_injected_offset_is_found(fake, ahead):
    found = measure_offsets(fake({"a": ahead, "b": 0.0}), ["a", "b"])
    assert abs(found["a"].seconds - ahead) <= found["a"].uncertainty_seconds
    assert abs(found["b"].seconds) <= found["b"].uncertainty_seconds


def test_the_quickest_answer_counts(fake):
    waits = iter([0.05, 0.0, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05])
    cluster = fake({"a": 5.0})

    def clock():
        return time.monotonic()

    asked = cluster.on_nodes

    def slowly(nodes, function, *arguments):
        time.sleep(next(waits))
        return asked(nodes, function, *arguments)

    cluster.on_nodes = slowly
    assert measure_offsets(cluster, ["a"], clock)["a"].uncertainty_seconds < 0.025


def test_a_node_that_does_not_answer_has_no_offset(fake):
    cluster = fake({"a": 0.0, "b": 0.0})
    cluster.down.add("b")
    assert list(measure_offsets(cluster, ["a", "b"])) == ["a"]


def test_two_measurements_that_agree_leave_the_surer_one():
    assert reconciled(ClockOffset(1.0, 0.01), ClockOffset(1.002, 0.002)) == ClockOffset(1.002, 0.002)


def test_a_clock_that_drifted_is_as_unsure_as_it_drifted():
    found = reconciled(ClockOffset(1.0, 0.001), ClockOffset(1.5, 0.002))
    assert found.seconds == 1.0
    assert found.uncertainty_seconds == pytest.approx(0.498)


def test_one_measurement_is_better_than_none():
    assert reconciled(None, ClockOffset(1.0, 0.1)) == ClockOffset(1.0, 0.1)
    assert reconciled(None, None) is None
