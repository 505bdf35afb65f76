"""The peak memory of a trial, from what the sampler saw outside and the child told from inside. Pure.

`told` is what workbench.child.peaks.MeasuredPeaks told; empty where it didn't come to that or there is no /proc.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from workbench.model.trial import MemoryPeak
from workbench.telemetry.kernel.procfs import counter_slack_bytes
from workbench.telemetry.summary import WatchSummary
from workbench.wire import Message

OWN, SUM = "vmhwm", "vmhwm_sum"
INSIDE = {"process_bytes": OWN, "child_bytes": "maxrss"}
"""What the child tells of the measured window → how the record names it."""
LARGEST = ("before_bytes", "process_bytes", "child_bytes", "peak_resident_bytes")
"""The largest that any one process had in memory at some time of the trial, each as the child told it."""
LAUNCHER_BYTES = 32 << 20
"""No launcher is larger."""


def measured_peak(sampled: WatchSummary, told: Message) -> Optional[MemoryPeak]:
    """Of the measured window; None where nobody saw any memory.

    Where one process was all there was, its own mark is the peak, exact from both ends.
    """
    low, by = max(((told[name], by) for name, by in INSIDE.items() if name in told), default=(0, ""))
    own = told["own_bytes"] if told.get("alone") else None
    peak = sampled.memory
    if peak is None:
        return MemoryPeak(low, by, own, None if own is None else OWN) if low else None
    if low > peak.low_bytes:
        peak = replace(_reaching(peak, low), low_bytes=low, low_estimator=by)
    if own is None or not sampled.only_process:
        return peak
    # What was sampled at the end of `measure` may be of a moment after it.
    return replace(peak, low_bytes=min(peak.low_bytes, own), high_bytes=own, high_estimator=OWN)


def trial_peak(sampled: WatchSummary, told: Message) -> dict[str, float]:
    """Of the whole trial: `trial_peak_low_bytes`, and `trial_peak_high_bytes` where it may be claimed.

    `told` is here joined by `peak_resident_bytes` of the facts and `largest_process_bytes` of the exit. The latter,
    `ru_maxrss`, is of a process's whole life, and includes at exec what its forker had: pages that were in the trial's
    memory at one time, so it bounds the trial's peak from below, but not the measured window's, for nobody knows
    when. The first process has it from the launcher, so what isn't above any launcher's size says nothing.
    """
    ends = {name: value for name, value in sampled.totals.items() if name.startswith("trial_peak_")}
    known = [told[name] for name in LARGEST if told.get(name) is not None]
    known += [size for size in [told.get("largest_process_bytes") or 0] if size > LAUNCHER_BYTES]
    known += [ends["trial_peak_low_bytes"]] if "trial_peak_low_bytes" in ends else []
    if not known:
        return ends
    ends["trial_peak_low_bytes"] = low = max(known)
    if "trial_peak_high_bytes" in ends:
        ends["trial_peak_high_bytes"] = max(ends["trial_peak_high_bytes"], low)
    elif sampled.only_process and "peak_resident_bytes" in told:
        ends["trial_peak_high_bytes"] = low
    return ends


def _reaching(peak: MemoryPeak, low: int) -> MemoryPeak:
    """With an upper end that a higher lower end allows.

    A control group isn't charged for files that somebody else brought in, and marks are inexact by a little: then it
    is raised. Apart from that something was missed, and it is withdrawn.
    """
    if peak.high_bytes is None or peak.high_bytes >= low:
        return peak
    if peak.high_estimator == SUM and low - peak.high_bytes > counter_slack_bytes():
        return replace(peak, high_bytes=None, high_estimator=None)
    return replace(peak, high_bytes=low)
