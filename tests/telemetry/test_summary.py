import json

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import wire
from workbench.model.trial import MemoryPeak, SamplerHealth
from workbench.telemetry.procfs import counter_slack_bytes
from workbench.telemetry.summary import WatchSummary, memory_peak, summarise

HEALTH = SamplerHealth(3, 0.001, 0.1, 1, {"io_tree": "needs Linux"})
MIB = 1 << 20
AMOUNTS = st.one_of(st.none(), st.integers(0, 1 << 40))


def test_a_summary_survives_the_wire():
    totals = {"pss_sampled_bytes": 5.0, "rss_sampled_bytes": 9.0, "high_water_bytes": 1e6, "read_bytes": 3.0}
    summary = summarise("t", HEALTH, {**totals, "x_seconds": 0.5, "only_process": 1.0})
    assert WatchSummary.from_message(wire.decode(wire.encode(summary.to_message()))) == summary
    assert summary.totals == {"x_seconds": 0.5}
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


def test_the_low_end_is_the_most_that_is_certain():
    assert memory_peak(5 * MIB, 7 * MIB, 9 * MIB, 9 * MIB, 1) == MemoryPeak(
        7 * MIB, "anonymous_sampled", 9 * MIB, "vmhwm_sum", 9 * MIB
    )
    assert memory_peak(8 * MIB, 7 * MIB, 9 * MIB, None, 2).low_estimator == "pss_sampled"
    assert memory_peak(None, None, 9 * MIB, None, 2) == MemoryPeak(9 * MIB, "rss_sampled", None, None, 9 * MIB)


def test_a_bound_below_what_was_seen_is_withdrawn_unless_the_kernel_is_that_inexact():
    slack = counter_slack_bytes()
    assert memory_peak(100 * MIB, None, None, 100 * MIB - slack, 1).high_bytes == 100 * MIB
    assert memory_peak(100 * MIB, None, None, 100 * MIB - 2 * slack, 1).high_bytes is None


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 9))
def test_the_interval_is_never_upside_down(pss, anonymous, rss, high, processes):
    peak = memory_peak(pss, anonymous, rss, high, processes)
    assert peak is None or peak.high_bytes is None or peak.low_bytes <= peak.high_bytes
