"""The two views of a trial's memory become one peak."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import MemoryPeak, SamplerHealth
from workbench.running.peaks import measured_peak, trial_peak
from workbench.running.records import Told, record
from workbench.telemetry.kernel.procfs import counter_slack_bytes
from workbench.telemetry.summary import WatchSummary

MIB = 2**20
AMOUNTS = st.integers(0, 10**12)


def sampled(memory: Optional[MemoryPeak] = None, only_process: bool = False, **totals: float) -> WatchSummary:
    return WatchSummary("t", SamplerHealth(1, 0.0, 0.0), memory, only_process=only_process, totals=totals)


def several(low: int, high: Optional[int] = None, by: str = "vmhwm_sum") -> WatchSummary:
    return sampled(MemoryPeak(low * MIB, "pss_sampled", high and high * MIB, by if high else None, 7))


def test_one_process_is_known_exactly_from_both_ends():
    seen = sampled(MemoryPeak(90 * MIB, "pss_sampled", 120 * MIB, "vmhwm_sum", 7), only_process=True)
    told = {"own_bytes": 110 * MIB, "process_bytes": 110 * MIB, "alone": 1}
    assert measured_peak(seen, told) == MemoryPeak(110 * MIB, "vmhwm", 110 * MIB, "vmhwm", 7)


def test_what_a_late_tick_saw_after_the_window_is_cut_off():
    seen = sampled(MemoryPeak(150 * MIB, "pss_sampled"), only_process=True)
    told = {"own_bytes": 110 * MIB, "process_bytes": 110 * MIB, "alone": 1}
    found = measured_peak(seen, told)
    assert found is not None
    assert (found.low_bytes, found.high_bytes) == (110 * MIB, 110 * MIB)


def test_a_mark_that_could_not_be_reset_still_bounds_from_above():
    seen = sampled(MemoryPeak(90 * MIB, "pss_sampled"), only_process=True)
    assert measured_peak(seen, {"own_bytes": 200 * MIB, "alone": 1}) == MemoryPeak(
        90 * MIB, "pss_sampled", 200 * MIB, "vmhwm"
    )


def test_without_a_sampler_the_child_tells_what_it_knows():
    told = {"own_bytes": 110 * MIB, "process_bytes": 110 * MIB, "alone": 1}
    assert measured_peak(sampled(), told) == MemoryPeak(110 * MIB, "vmhwm", 110 * MIB, "vmhwm")
    assert measured_peak(sampled(), {**told, "alone": 0}) == MemoryPeak(110 * MIB, "vmhwm")
    assert measured_peak(sampled(), {}) is None


@pytest.mark.parametrize(
    ("seen", "told", "expected"),
    [
        (
            several(100, 300),
            {"process_bytes": 90 * MIB},
            MemoryPeak(100 * MIB, "pss_sampled", 300 * MIB, "vmhwm_sum", 7),
        ),
        (several(100, 300), {"process_bytes": 200 * MIB}, MemoryPeak(200 * MIB, "vmhwm", 300 * MIB, "vmhwm_sum", 7)),
        (several(100), {"child_bytes": 400 * MIB}, MemoryPeak(400 * MIB, "maxrss", None, None, 7)),
        (several(100, 300), {"child_bytes": 400 * MIB}, MemoryPeak(400 * MIB, "maxrss", None, None, 7)),
        (
            several(100, 300, "cgroup_peak_with_page_cache"),
            {"process_bytes": 310 * MIB},
            MemoryPeak(310 * MIB, "vmhwm", 310 * MIB, "cgroup_peak_with_page_cache", 7),
        ),
        (several(100, 300), {}, MemoryPeak(100 * MIB, "pss_sampled", 300 * MIB, "vmhwm_sum", 7)),
    ],
)
def test_several_processes_keep_the_most_and_the_least_that_is_certain(seen, told, expected):
    assert measured_peak(seen, {"own_bytes": 50 * MIB, "alone": 0, **told}) == expected


def test_the_kernels_inexactness_withdraws_no_bound():
    found = measured_peak(several(100, 300), {"process_bytes": 300 * MIB + counter_slack_bytes()})
    assert found is not None
    assert found.low_bytes == found.high_bytes


@pytest.mark.parametrize(
    ("seen", "told", "low", "high"),
    [
        (sampled(), {}, None, None),
        (sampled(trial_peak_low_bytes=5), {}, 5, None),
        (sampled(trial_peak_low_bytes=5), {"before_bytes": 9, "process_bytes": 7}, 9, None),
        (sampled(trial_peak_low_bytes=5), {"largest_process_bytes": 40 * MIB}, 40 * MIB, None),
        (sampled(trial_peak_low_bytes=5), {"largest_process_bytes": 15 * MIB}, 5, None),
        (sampled(trial_peak_low_bytes=5, trial_peak_high_bytes=30), {"before_bytes": 40}, 40, 40),
        (sampled(trial_peak_low_bytes=5, trial_peak_high_bytes=30), {"child_bytes": 9}, 9, 30),
        (sampled(only_process=True, trial_peak_low_bytes=5), {"peak_resident_bytes": 9}, 9, 9),
        (sampled(only_process=True, trial_peak_low_bytes=5), {"before_bytes": 9}, 9, None),
    ],
)
def test_the_whole_trials_peak_is_the_most_that_anyone_tells(seen, told, low, high):
    found = trial_peak(seen, told)
    assert (found.get("trial_peak_low_bytes"), found.get("trial_peak_high_bytes")) == (low, high)


def test_what_is_told_before_and_after_the_window_meets_in_the_record():
    reference = PluginReference("workload", "w", "m", "a")
    spec = TrialSpec("x-001", 1, PlannedCase(Case("w"), reference, reference), MeasureSettings())
    told = Told(launched_at=1.0, started_at=1.7e9)
    told.hear({"type": "peaks", "before_bytes": 300 * MIB})
    told.hear({"type": "peaks", "own_bytes": 90 * MIB, "process_bytes": 90 * MIB, "alone": 1})
    found = record(spec, told)
    assert found.memory == MemoryPeak(90 * MIB, "vmhwm", 90 * MIB, "vmhwm")
    assert found.totals == {"trial_peak_low_bytes": 300 * MIB}


@given(
    AMOUNTS,
    st.none() | AMOUNTS,
    st.sampled_from(["vmhwm_sum", "cgroup_peak_with_page_cache"]),
    st.booleans(),
    st.fixed_dictionaries({"own_bytes": AMOUNTS, "alone": st.integers(0, 1)}, optional={"child_bytes": AMOUNTS}),
)
def test_the_interval_is_never_upside_down(low, above, by, only_process, told):
    high = None if above is None else low + above
    peak = MemoryPeak(low, "pss_sampled", high, None if high is None else by)
    found = measured_peak(sampled(peak, only_process), told)
    assert found is not None
    assert found.high_bytes is None or found.low_bytes <= found.high_bytes
