from workbench.model.estimate import Estimate
from workbench.reporting.stopping import told


def around(value, spread=0.02):
    return Estimate(value, value / (1 + spread), value * (1 + spread), "interval", 0.95, 6)


def test_more_that_is_slower_is_told_from_more_that_is_idle():
    levels = [(1, around(2.0)), (2, around(1.0)), (4, around(1.0)), (8, around(1.01)), (16, around(1.5))]
    assert told(levels) == "2 workers are enough: 4 and 8 add nothing that can be told, 16 take longer"
    assert told([(1, around(1.0)), (2, around(1.5))]) == "1 worker is enough: 2 take longer"


def test_doubt_is_said_as_doubt():
    assert told([(1, around(2.0, 1.0)), (4, around(1.0, 1.0))]) == (
        "1 worker may be enough, but what 4 add can't be told (up to 5.33× as fast)"
    )


def test_nothing_is_said_where_the_most_is_the_best_or_nothing_is_known():
    assert told([(1, around(2.0)), (2, around(1.0))]) == ""
    assert told([(1, Estimate(2.0, kind="point")), (2, around(1.0))]) == ""


def test_two_levels_of_one_worker_count_are_no_failure():
    levels = [(2, around(1.0, 1.0)), (2, around(1.5, 1.0)), (4, around(30.0))]
    assert told(levels).startswith("2 workers may be enough, but what 4 add can't be told")
