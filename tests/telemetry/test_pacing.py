import itertools

import pytest

from workbench.telemetry.pacing import DUTY_RATIO, GRANT_SECONDS, MeasuredTime, Pace


def test_it_counts_what_lies_in_a_measure():
    time = MeasuredTime()
    assert time.take(1.0) == 0
    time.mark("start", 2.0)
    assert time.take(3.0) == pytest.approx(1.0)
    assert time.take(3.5) == pytest.approx(0.5)
    time.mark("end", 4.0)
    assert time.take(5.0) == pytest.approx(0.5)
    assert time.take(6.0) == 0


def test_two_windows_between_two_readings():
    time = MeasuredTime()
    time.take(0.0)
    for edge, now in (("start", 1.0), ("end", 2.0), ("start", 4.0), ("end", 4.5), ("start", 5.0)):
        time.mark(edge, now)
    assert time.take(6.0) == pytest.approx(2.5)


def test_an_end_without_a_start_is_nothing():
    time = MeasuredTime()
    time.mark("end", 1.0)
    assert time.take(2.0) == 0


def test_it_reads_once_a_second_and_at_edges():
    pace = Pace(1.0, 0.1)
    assert not pace.due(0.0, 0.5, False, None)
    assert pace.due(0.0, 0.95, False, None)
    assert pace.due(0.0, 0.0, True, None)


def test_in_a_measure_it_reads_at_each_tenth_of_its_length_so_far():
    pace, read, last = Pace(1.0, 0.1), [], 0.0
    for tick in range(1, 300):
        now = tick / 10
        if pace.due(now, now - last, False, 0.0):
            read.append(now)
            last = now
    assert read[:10] == [tick / 10 for tick in range(1, 11)]
    assert max(after - before for before, after in itertools.pairwise(read)) == pytest.approx(1.0)
    assert 30 < len(read) < 60


@pytest.mark.parametrize("cost", [0.0005, 0.003, 0.02])
def test_it_keeps_to_its_budget_even_if_every_tick_is_an_edge(cost):
    pace, spent = Pace(1.0, 0.1), 0.0
    for tick in range(6000):
        if pace.due(tick / 100, 0.01, True, None):
            pace.spent(cost)
            spent += cost
    assert 0.5 * DUTY_RATIO * 60 < spent <= GRANT_SECONDS + DUTY_RATIO * 60 + cost
