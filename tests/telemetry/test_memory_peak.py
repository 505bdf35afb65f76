import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.trial import MemoryPeak
from workbench.telemetry.kernel.procfs import counter_slack_bytes
from workbench.telemetry.memory_peak import MEASURED_LOW, WHOLE_LOW, memory_peak, trial_peak

MIB = 1 << 20
AMOUNTS = st.one_of(st.none(), st.integers(0, 1 << 40))
TOTALS = (*MEASURED_LOW, *WHOLE_LOW, "rss_sampled_bytes", "high_water_bytes", "group_peak_bytes")


@pytest.mark.parametrize(
    ("seen", "low", "estimator"),
    [
        ({"pss_sampled_bytes": 5, "anonymous_sampled_bytes": 7}, 7, "anonymous_sampled"),
        ({"pss_sampled_bytes": 8, "anonymous_sampled_bytes": 7, "rss_sampled_bytes": 9}, 8, "pss_sampled"),
        ({"pss_sampled_bytes": 8, "process_sampled_bytes": 9}, 9, "vmhwm"),
        ({"rss_sampled_bytes": 9}, 9, "rss_sampled"),
    ],
)
def test_the_low_end_is_the_most_that_is_certain(seen, low, estimator):
    found = memory_peak({name: value * MIB for name, value in seen.items()})
    assert (found.low_bytes, found.low_estimator, found.high_bytes) == (low * MIB, estimator, None)


def test_nothing_seen_is_no_peak():
    assert memory_peak({"high_water_bytes": 5.0, "pss_sampled_bytes": None}) is None
    assert trial_peak({}) == {}


@pytest.mark.parametrize(
    ("marks", "group", "high", "estimator"),
    [
        (200, None, 200, "vmhwm_sum"),
        (200, 150, 150, "cgroup_peak_with_page_cache"),
        (200, 350, 200, "vmhwm_sum"),
        (None, 350, 350, "cgroup_peak_with_page_cache"),
        (None, 90, 100, "cgroup_peak_with_page_cache"),
        (50, 350, 350, "cgroup_peak_with_page_cache"),
        (50, None, None, None),
    ],
)
def test_the_high_end_is_the_least_that_is_certain(marks, group, high, estimator):
    seen = {"pss_sampled_bytes": 100, "high_water_bytes": marks, "group_peak_bytes": group}
    found = memory_peak({name: None if value is None else value * MIB for name, value in seen.items()})
    assert found == MemoryPeak(100 * MIB, "pss_sampled", high and high * MIB, estimator)


def test_marks_below_what_was_seen_are_withdrawn_unless_the_kernel_is_that_inexact():
    slack = counter_slack_bytes()
    seen = {"pss_sampled_bytes": 100 * MIB, "tree_peak_processes": 2}
    assert memory_peak({**seen, "high_water_bytes": 100 * MIB - 2 * slack}).high_bytes == 100 * MIB
    assert memory_peak({**seen, "high_water_bytes": 100 * MIB - 3 * slack}).high_bytes is None


def test_the_whole_trials_peak_is_told_apart_from_the_windows():
    seen = {"pss_sampled_bytes": 5, "trial_pss_sampled_bytes": 9, "trial_process_sampled_bytes": 11}
    assert trial_peak(seen) == {"trial_peak_low_bytes": 11}
    assert trial_peak({**seen, "group_peak_bytes": 30}) == {"trial_peak_low_bytes": 11, "trial_peak_high_bytes": 30}


@settings(deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(TOTALS, AMOUNTS)), st.integers(1, 9))
def test_the_interval_is_never_upside_down(totals, processes):
    peak, whole = memory_peak({**totals, "tree_peak_processes": processes}), trial_peak(totals)
    assert peak is None or peak.high_bytes is None or peak.low_bytes <= peak.high_bytes
    assert whole.get("trial_peak_low_bytes", 0) <= whole.get("trial_peak_high_bytes", 1 << 50)
