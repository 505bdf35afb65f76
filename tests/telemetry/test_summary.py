import json

from workbench import wire
from workbench.model.trial import SamplerHealth
from workbench.telemetry.summary import WatchSummary, summarise

HEALTH = SamplerHealth(3, 0.001, 0.1, 1, {"io_tree": "needs Linux"})


def test_a_summary_survives_the_wire():
    totals = {
        "pss_sampled_bytes": 5.0,
        "trial_pss_sampled_bytes": 6.0,
        "rss_sampled_bytes": 9.0,
        "high_water_bytes": 1e6,
        "read_bytes": 3.0,
    }
    summary = summarise("t", HEALTH, {**totals, "x_seconds": 0.5, "only_process": 1.0})
    assert WatchSummary.from_message(wire.decode(wire.encode(summary.to_message()))) == summary
    assert summary.totals == {"x_seconds": 0.5, "trial_peak_low_bytes": 6.0}
    assert summary.only_process is True
    assert summary.read_bytes == 3
    assert json.dumps(summary.to_message())


def test_nothing_seen_is_nothing_said():
    summary = summarise("t", HEALTH, {"pss_sampled_bytes": None, "tree_peak_processes": None})
    assert (summary.memory, summary.tree_peak_processes, summary.totals, summary.only_process) == (
        None,
        None,
        {},
        False,
    )
    assert WatchSummary.from_message(summary.to_message()) == summary
