import pytest

from workbench.telemetry.window import WindowPeak


def watched(*steps):
    """What is left of steps such as `9` (a value), `+` and `-` (a `measure` begins, ends), one a second; a mark and
    the value after it share a tick."""
    peak, now = WindowPeak(), 0.0
    for step in steps:
        if isinstance(step, str):
            now += 1.0
            peak.mark("measure", {"+": "start", "-": "end"}[step], now)
        else:
            peak.see(step, now)
            now += 0.1
    return peak.measured, peak.whole


@pytest.mark.parametrize(
    ("steps", "measured", "whole"),
    [
        ((3, 5, 4), 5, 5),
        ((9, "+", 2, 4, "-", 3, 8), 4, 9),
        ((9, "+", 2, "-", 3, 8), 3, 9),
        (("+", 2, "-", 1, 7, "+", 3, "-", 1, 9), 7, 9),
        ((9, "+", 2), 2, 9),
        ((9, "+", "-"), None, 9),
        ((9, "+", "-", 5, 8), 5, 9),
        ((), None, None),
    ],
)
def test_the_window_reaches_from_the_first_begin_to_the_last_end(steps, measured, whole):
    assert watched(*steps) == (measured, whole)


def test_other_phases_do_not_open_it():
    peak = WindowPeak()
    peak.mark("setup", "start", 0.0)
    peak.see(5.0, 0.0)
    assert peak.measured == 5.0
