import shutil

import pytest

from workbench.contracts import Place
from workbench.probes.throttling import Throttling


def rose(machine, tree):
    probe = Throttling(machine.place)
    assert probe.unreadable() is None
    first = probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    assert set(first.values()) == {0}
    assert probe.totals() == last
    return last


def test_version_1_counts_in_nanoseconds(moments, tree):
    expected = {"periods": 20, "throttled_periods": 20, "throttled_seconds": 3.117199859}
    assert rose(moments("limited-v1", "cpu/trial"), tree) == pytest.approx(expected)


def test_version_2_counts_in_microseconds_and_groups_are_summed(moments, tree):
    groups = ["user.slice/trial" + part for part in ("", "/worker-1", "/worker-2")]
    expected = {"periods": 60, "throttled_periods": 20, "throttled_seconds": 1.0}
    assert rose(moments("limited-v2", *groups), tree) == pytest.approx(expected)


def test_a_group_that_counts_no_periods_beside_one_that_does(moments, tree):
    machine = moments("limited-v2", "user.slice/unlimited", "user.slice/trial/worker-1")
    assert rose(machine, tree)["periods"] == 20


def test_a_group_that_was_removed_keeps_its_last_reading(moments, tree):
    machine = moments("limited-v2", "user.slice/trial/worker-1", "user.slice/trial/worker-2")
    probe = Throttling(machine.place)
    assert probe.sample(tree(), 0.0)["periods"] == 0
    machine.go_on()
    assert probe.sample(tree(), 1.0)["periods"] == 40
    probe.close()  # its descriptors, so that the next reading opens the files anew
    shutil.rmtree(machine.place.groups[0])
    assert probe.sample(tree(), 2.0)["periods"] == 40
    probe.close()


def test_why_it_cannot_be_read(moments):
    assert Throttling(Place()).unreadable() == "the case has no CPU limit"
    without = Throttling(moments("limited-v2", "user.slice/unlimited").place)
    assert "counts periods" in without.unreadable()
    without.close()
