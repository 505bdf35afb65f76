import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.estimate import Estimate
from workbench.model.trial import MemoryPeak, Score
from workbench.reporting import figures


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (0.4241, figures.SECONDS, "424 ms"),
        (1.2, figures.SECONDS, "1.20 s"),
        (0.0000421, figures.SECONDS, "42.1 µs"),
        (0.0, figures.SECONDS, "0 s"),
        (3_100_000_000, figures.BYTES, "3.10 GB"),
        (1.704, figures.RATIO, "1.70×"),
        (0.741, figures.SHARE, "74 %"),
        (-0.0312, figures.FRACTION, "−0.031"),
    ],
)
def test_figure(value, quantity, text):
    assert figures.figure(value, quantity) == text


def test_an_interval_is_in_the_unit_of_its_value_and_tells_its_kind():
    assert figures.estimate(Estimate(0.424, 0.401, 0.45), figures.SECONDS) == "424 ms [401, 450]"
    assert figures.estimate(Estimate(0.424, 0.401, 0.45, "range", None, 3), figures.SECONDS) == "424 ms (401–450)"
    assert figures.estimate(Estimate(0.424, kind="point"), figures.SECONDS) == "424 ms"


def test_a_narrow_interval_gets_the_digits_that_tell_its_ends_apart():
    assert figures.estimate(Estimate(2.0, 1.9996, 2.0004), figures.SECONDS) == "2.0000 s [1.9996, 2.0004]"


def test_what_is_exact_has_no_interval():
    assert figures.estimate(Estimate(1.0, 1.0, 1.0), figures.RATIO) == "1.00×"


def test_an_open_end_is_said():
    assert figures.estimate(Estimate(20.0, 18.0, None), figures.RATIO) == "20.0× [18.0, ∞]"
    assert figures.estimate(Estimate(20.0, 18.0, math.inf), figures.RATIO) == "20.0× [18.0, ∞]"


@given(st.floats(1e-9, 1e6), st.floats(0, 0.5))
def test_every_time_has_a_figure_with_a_unit(value, spread):
    text = figures.estimate(Estimate(value, value * (1 - spread), value * (1 + spread)), figures.SECONDS)
    assert text.split()[1] in {"s", "ms", "µs", "min", "h"}


def test_a_score_has_the_decimals_its_tolerance_tells_apart():
    assert figures.score(Score("AUC", 0.71236, True, 0.0001)) == "0.7124"
    assert figures.score(Score("AUC", 0.71236, True, 0.0)) == "0.712"


def test_a_peak_is_an_interval_or_a_lower_bound():
    assert figures.peak(MemoryPeak(312_000_000, "pss_sampled", 341_000_000, "vmhwm")) == "312–341 MB"
    assert figures.peak(MemoryPeak(312_000_000, "pss_sampled")) == "≥ 312 MB"
    assert figures.peak(MemoryPeak(312_000_000, "pss_sampled", 312_100_000, "vmhwm")) == "312 MB"
