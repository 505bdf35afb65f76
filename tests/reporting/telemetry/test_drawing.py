"""The rows that are drawn."""

import numpy as np
import pytest

from workbench.model.trial import MemoryPeak
from workbench.reporting.telemetry.drawing import MOST_ROWS, Shown, band_rows, drawings, span_seconds, told
from workbench.reporting.telemetry.panels import PANELS
from workbench.reporting.telemetry.recording import Line, Recording

MOST_MARKS = 10_000


def panel(found, key):
    return next(each for each in found if each.panel.key == key)


def test_memory_stands_at_a_level_and_cpu_is_a_rate(made, seen):
    recording = made(
        {
            "memory_resident.resident_bytes": [(0, 5e6), (4, 9e6)],
            "cpu_tree.user_seconds": [(0, 0), (2, 2), (4, 2)],
            "cpu_tree.system_seconds": [(0, 0), (4, 2)],
        }
    )
    found = drawings([Shown("A", seen(recording))])
    assert [row["value"] for row in panel(found, "memory").curves] == [5e6, 9e6]
    assert [row["value"] for row in panel(found, "cpu").curves] == [1.5, 0.5, 0.5]
    assert panel(found, "cpu").names == ["the trial"]
    assert panel(found, "disk").curves == []


def test_the_groups_own_pressure_goes_before_the_machines(seen):
    at = np.array([0.0, 4.0])
    lines = [Line(at, np.array([0.0, 4.0])), Line(at, np.array([0.0, 1.0]), "group")]
    found = drawings([Shown("A", seen(Recording({"pressure.io_some_seconds": lines})))])
    assert {row["value"] for row in panel(found, "pressure").curves} == {0.25}


def test_a_gap_breaks_the_curve_and_says_what_is_known_of_it(made, seen):
    recording = made({"cpu_tree.user_seconds": [(0, 0), (1, 1), (3, 2), (4, 3)]}, (1, 3))
    cpu = panel(drawings([Shown("A", seen(recording))]), "cpu")
    assert {row["stretch"] for row in cpu.curves} == {0, 1}
    assert cpu.gaps == [
        {
            "trial": "A",
            "begin_seconds": 1,
            "end_seconds": 3,
            "told": "nobody looked for 2.00 s; over it, the trial: 0.5 cores on average",
        }
    ]


def test_the_peak_lies_in_an_interval_over_what_was_measured(seen):
    def peaks(memory):
        (row,) = panel(drawings([Shown("A", seen(trial={"memory": memory}), 1.0)]), "memory").peaks
        return row["begin_seconds"], row["end_seconds"], row["low"], row["high"], row["told"]

    assert peaks(MemoryPeak(10**6, "pss_sampled", 3 * 10**6, "vmhwm_sum")) == (
        *(0, 2),
        *(10**6, 3 * 10**6),
        "between 1.0 MB and 3.0 MB",
    )
    assert peaks(MemoryPeak(10**6, "pss_sampled"))[2:] == (10**6, 10**6, "at least 1.0 MB")


def test_two_trials_lie_on_one_axis_by_the_phase_chosen(made, seen):
    recording = made({"memory_resident.resident_bytes": [(0, 1), (4, 1)]})
    late = seen(recording, phases=(("warmup", 0.0, 2.5), ("measure", 2.5, 3.5)))
    shown = [Shown("A", seen(recording), 1.0), Shown("B", late, 2.5)]
    starts = {row["trial"]: row["begin_seconds"] for row in band_rows(shown) if row["phase"] == "measure"}
    assert starts == {"A": 0.0, "B": 0.0}
    assert span_seconds(shown) == (-2.5, 3.0)


@pytest.mark.parametrize("count", [1, 2])
def test_however_long_the_trial_marks_stay_few_and_peaks_stay(seen, count):
    at = np.arange(0.0, 7200.0, 0.1)
    names = {series for panel in PANELS for curve in panel.curves for series in curve.series}
    values = np.abs(np.sin(at))
    values[54_321] = 777.0
    grown = np.cumsum(values)
    lines = {
        series: [Line(at, grown if curve.grows else values)]
        for panel in PANELS
        for curve in panel.curves
        for series in curve.series
    }
    assert set(lines) == names
    found = drawings([Shown(name, seen(Recording(lines))) for name in "AB"[:count]])
    rows = sum(len(each.curves) for each in found)
    assert rows <= MOST_ROWS
    # Each row is a point of a line and one to hover over.
    assert 2 * rows + 100 <= MOST_MARKS
    assert panel(found, "memory").largest == 777.0
    assert panel(found, "run_queue").largest > 1000


def test_a_real_burst_is_drawn_to_its_height(recorded, seen):
    found = drawings([Shown("A", seen(recorded("burst")))])
    assert panel(found, "memory").largest == pytest.approx(539e6, rel=0.01)
    assert 0.5 < panel(found, "cpu").largest < 1.3


def test_a_real_crowd_queues_for_two_cpus(recorded, seen):
    found = drawings([Shown("A", seen(recorded("crowd")))])
    assert panel(found, "run_queue").largest == pytest.approx(6, abs=1)
    assert panel(found, "cpu").largest < 2.3


def test_values_are_told_for_people():
    assert (told(3.1e9, "B"), told(2.4e9, "B/s"), told(0.123, "share")) == ("3.1 GB", "2.4 GB/s", "12.3 %")
    assert (told(1.0, "cores"), told(1.5, "cores")) == ("1 core", "1.5 cores")
