"""What the panels' titles say."""

import pytest

from workbench.model.trial import MemoryPeak
from workbench.reporting.telemetry.drawing import Shown, drawings
from workbench.reporting.telemetry.panel_findings import finding, how_to_read, is_quiet, limit_sentence, quiet_sentence
from workbench.reporting.telemetry.panels import PANELS

PANEL = {panel.key: panel for panel in PANELS}
FIGURES = {
    "measured_seconds": 2.0,
    "cores_used": 1.953,
    "run_queue_wait_cores": 5.9,
    "storage_bytes_per_second": 2.4e9,
    "loopback_bytes_per_second": 3e6,
    "gpu_utilization_ratio": 0.63,
}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("memory", "Memory: peak between 100 B and 300 B"),
        ("cpu", "CPU: 1.95 of 2 cores busy while measured"),
        ("run_queue", "Run queue: 5.9 threads waited for a CPU on average"),
        ("disk", "Disk: the trial moved 2.4 GB/s while measured"),
        ("network", "Network: 3.0 MB/s over loopback, by anyone, while measured"),
        ("gpu", "GPU: at work 63 % of the time"),
        ("pressure", "Pressure: some task waited for storage 75 % of the time"),
    ],
)
def test_each_says_its_finding(seen, key, told):
    grown = {"measure": {"pressure.io_some_seconds": 1.5, "pressure.cpu_some_seconds": 0.1}}
    assert finding(PANEL[key], {"A": seen(figures=FIGURES, trial={"phase_totals": grown})}) == told


def test_of_two_trials_both_are_told(seen):
    shown = {"A": seen(figures=FIGURES), "B": seen(figures={**FIGURES, "cores_used": 0.5})}
    assert finding(PANEL["cpu"], shown).count("cores busy") == 2


def test_what_was_too_short_or_not_seen_says_so(seen):
    assert finding(PANEL["cpu"], {"A": seen()}).endswith("measured too shortly to tell a mean")
    assert finding(PANEL["cpu"], {"A": seen(phases=())}).endswith("nothing was timed")
    assert finding(PANEL["gpu"], {"A": seen(figures={"measured_seconds": 2.0})}) == "GPU: not observed"
    assert finding(PANEL["memory"], {"A": seen(trial={"memory": MemoryPeak(5, "pss_sampled")})}).endswith(
        "at least 5 B"
    )


def test_a_panel_without_anything_on_it_is_told_in_a_word(made, seen):
    still = made({"host_network.loopback_bytes": [(0, 5), (4, 5)], "cpu_tree.user_seconds": [(0, 0), (4, 0)]})
    found = {each.panel.key: each for each in drawings([Shown("A", seen(still))])}
    assert is_quiet(found["network"])
    assert is_quiet(found["disk"])
    assert not is_quiet(found["cpu"])
    assert quiet_sentence([found["network"], found["disk"]]) == "Next to nothing happened on: Network."


def test_a_limit_far_above_is_told_and_a_near_one_is_not(seen):
    assert limit_sentence(PANEL["memory"], seen(), 1e9) == "far below 16.0 GB (this machine's memory)"
    assert limit_sentence(PANEL["memory"], seen(), 9e9) == ""


def test_what_is_shaded_and_what_is_grey_is_said(made, seen):
    recording = made({"memory_resident.resident_bytes": [(0, 9e9), (4, 9e9)]}, (1, 2))
    trial = seen(recording)
    memory = next(each for each in drawings([Shown("A", trial)]) if each.panel.key == "memory")
    assert how_to_read(memory, trial) == "shaded: where the peak of what was measured lies; grey: nobody looked"
