"""What the record says of phases."""

from workbench.reporting.telemetry.phase_figures import phase_columns


def test_repeats_are_added_and_counters_joined(seen):
    grown = {
        "measure": {"cpu_tree.user_seconds": 1.0, "cpu_tree.system_seconds": 0.5, "io_tree.read_bytes": 0.0},
        "stop": {"cpu_tree.user_seconds": 0.25},
    }
    phases = (("measure", 0, 1), ("measure", 2, 4), ("stop", 4, 4.5))
    columns = phase_columns(seen(phases=phases, trial={"phase_totals": grown}).trial)
    assert columns == {"phase": ["measure", "stop"], "time": [3, 0.5], "CPU time": [1.5, 0.25]}


def test_a_trial_without_phases_has_no_rows(seen):
    assert phase_columns(seen(phases=()).trial)["phase"] == []
