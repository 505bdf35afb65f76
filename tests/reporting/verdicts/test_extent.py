import math

import pytest

from workbench.model.comparison import METRICS
from workbench.model.estimate import Estimate
from workbench.reporting.verdicts.extent import at_worst, extent, possible

TIME, MEMORY, _, SCORE = METRICS[:4]


def ratio(value, low, high):
    return Estimate(value, low, high)


@pytest.mark.parametrize(
    ("found", "metric", "told"),
    [
        (ratio(1.12, 1.08, 1.16), TIME, "12 % slower [8, 16]"),
        (ratio(0.9, 0.88, 0.93), TIME, "10 % faster [7, 12]"),
        (ratio(0.95, 0.93, 0.97), SCORE, "5 % less [3, 7]"),
        (ratio(1.004, 0.99, 1.018), MEMORY, "0.4 % more [−1.0, 1.8]"),
        (ratio(1.12, None, None), TIME, "12 % slower"),
        (ratio(1.0, 0.96, 1.04), TIME, "no change [−4, 4]"),
        (ratio(1.00012, 1.00012, 1.00012), TIME, "0.012 % slower [0.012, 0.012]"),
    ],
)
def test_what_was_found_is_told_in_the_metrics_direction(found, metric, told):
    assert extent(found, metric) == told


@pytest.mark.parametrize(
    ("low", "high", "metric", "told"),
    [
        (0.97, 1.12, TIME, "between 3 % faster and 12 % slower"),
        (0.97, 1.12, MEMORY, "between 3 % less and 12 % more"),
        (1.02, 1.12, TIME, "between 2 % and 12 % slower"),
        (0.88, 0.95, TIME, "between 5 % and 12 % faster"),
        (0.95, math.inf, TIME, "5 % faster or anything slower"),
        (None, 1.2, MEMORY, "20 % more or anything less"),
        (0.0, math.inf, TIME, "anything"),
        (None, None, TIME, "anything"),
        (1.0, 1.0, TIME, "no change"),
    ],
)
def test_what_is_still_possible(low, high, metric, told):
    assert possible(ratio(1.0, low, high), metric) == told


@pytest.mark.parametrize(
    ("low", "high", "metric", "told"),
    [
        (0.95, 1.04, TIME, "at most 4 % slower"),
        (0.88, 0.95, TIME, "between 5 % and 12 % faster"),
        (0.95, 1.04, SCORE, "at most 5 % less"),
        (1.02, 1.1, SCORE, "between 2 % and 10 % more"),
        (0.9, math.inf, TIME, "10 % faster or anything slower"),
        (1.0, 1.0, TIME, "no slower"),
    ],
)
def test_the_worse_end_follows_the_metrics_direction(low, high, metric, told):
    assert at_worst(ratio(1.0, low, high), metric) == told
