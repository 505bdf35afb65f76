"""Phases as bands."""

from workbench.model.trial import Phase
from workbench.reporting.telemetry.bands import Band, bands, beginning, measured_window

PHASES = (Phase("setup", 0, 1), Phase("measure", 1, 2), Phase("compute", 1.2, 1.8), Phase("measure", 3, 4))


def test_repeats_are_numbered_and_inner_phases_left_out():
    assert [band.name for band in bands(PHASES)] == ["setup", "measure 1", "measure 2"]


def test_many_repeats_are_one_band_that_says_how_many():
    many = (Phase("warmup", 0, 1), *(Phase("measure", at, at + 1) for at in range(1, 101)), Phase("stop", 101, 102))
    assert bands(many) == [
        Band("warmup", "warmup", 0, 1),
        Band("measure × 100", "measure", 1, 101),
        Band("stop", "stop", 101, 102),
    ]


def test_the_measured_window_is_from_the_first_to_the_last():
    assert measured_window(PHASES) == (1, 4)
    assert measured_window(PHASES[:1]) is None
    assert (beginning(PHASES, "measure"), beginning(PHASES, "score")) == (1, None)
