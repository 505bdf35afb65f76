import pytest

from workbench.telemetry.health import SelfMeter, suspended_seconds


def test_the_worst_gap_counts_from_the_launch_to_the_end():
    meter = SelfMeter(launched_at=10.0, now=10.4)
    for now in (10.5, 10.6, 10.9):
        meter.tick(now)
    health = meter.health(11.0, 2, {"x": "y"})
    assert health.ticks == 3
    assert round(health.worst_gap_seconds, 6) == 0.5
    assert round(meter.health(12.0, 0, {}).worst_gap_seconds, 6) == 1.1
    assert (health.errors, health.unavailable) == (2, {"x": "y"})


def test_the_duty_is_its_own_cpu_time():
    meter = SelfMeter(0.0, 0.0)
    sum(range(300_000))
    assert meter.health(1.0, 0, {}).duty_ratio > 0


def test_time_asleep_is_part_of_the_gap_though_the_clock_stood_still():
    asleep = [0.0]
    meter = SelfMeter(10.0, 10.0, lambda: asleep[0])
    assert meter.tick(10.1) == pytest.approx(0.1)
    asleep[0] = 3600.0
    assert meter.tick(10.2) == pytest.approx(3600.1)
    asleep[0] = 3600.05
    assert meter.tick(10.3) == pytest.approx(0.1)
    assert meter.health(10.4, 0, {}).worst_gap_seconds == pytest.approx(3600.1)


def test_this_machine_has_not_slept_during_the_test():
    assert suspended_seconds() == pytest.approx(suspended_seconds(), abs=0.1)
