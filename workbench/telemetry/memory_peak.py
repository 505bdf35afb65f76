"""From what the memory probes came to, to the peak as an interval. See workbench.model.trial.MemoryPeak."""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Tuple

from workbench.model.trial import MemoryPeak
from workbench.telemetry.kernel.procfs import counter_slack_bytes

MEASURED_LOW = {
    "pss_sampled_bytes": "pss_sampled",
    "anonymous_sampled_bytes": "anonymous_sampled",
    "process_sampled_bytes": "vmhwm",
}
"""Totals of probes → how the record names them: each is no more than the peak of the measured window."""
WHOLE_LOW = ("trial_pss_sampled_bytes", "trial_anonymous_sampled_bytes", "trial_process_sampled_bytes")
"""The same over the whole trial."""
CONSUMED = frozenset({*MEASURED_LOW, *WHOLE_LOW, "rss_sampled_bytes", "high_water_bytes"})
"""Totals that are told by what is made of them here."""


def memory_peak(totals: Mapping[str, Optional[float]]) -> Optional[MemoryPeak]:
    """The peak of the measured window as an interval; None where no memory was seen.

    The upper end is the smaller of Σ VmHWM (where it may be claimed) and the control groups' peak. One below the
    lower end by no more than the kernel's own inexactness is raised to it, else withdrawn. A group's peak is always
    raised: pages of files that somebody outside had brought in are not charged to it.
    """
    low, estimator = _low(totals)
    if low is None:
        return None
    slack = int(totals.get("tree_peak_processes") or 1) * counter_slack_bytes()
    high, by = min(_highs(totals, low, slack), default=(None, None))
    return MemoryPeak(
        low_bytes=int(low),
        low_estimator=estimator,
        high_bytes=None if high is None else int(high),
        high_estimator=by,
        rss_sampled_bytes=_whole_number(totals.get("rss_sampled_bytes")),
    )


def trial_peak(totals: Mapping[str, Optional[float]]) -> Dict[str, float]:
    """The peak over the whole trial, set-up and all: `trial_peak_low_bytes` and, where the kernel kept it,
    `trial_peak_high_bytes`. That is what must fit."""
    seen = [value for value in map(totals.get, WHOLE_LOW) if value is not None]
    group = totals.get("group_peak_bytes")
    ends = {"trial_peak_low_bytes": max(seen)} if seen else {}
    if group is not None:
        ends["trial_peak_high_bytes"] = max([group, *seen])
    return ends


def _low(totals: Mapping[str, Optional[float]]) -> Tuple[Optional[float], str]:
    named = ((totals.get(name), estimator) for name, estimator in MEASURED_LOW.items())
    candidates = [(value, estimator) for value, estimator in named if value is not None]
    return max(candidates) if candidates else (totals.get("rss_sampled_bytes"), "rss_sampled")


def _highs(totals: Mapping[str, Optional[float]], low: float, slack: int) -> Tuple[Tuple[float, str], ...]:
    high_water, group = totals.get("high_water_bytes"), totals.get("group_peak_bytes")
    claimed = []
    if high_water is not None and low - high_water <= slack:
        claimed.append((max(high_water, low), "vmhwm_sum"))
    if group is not None:
        claimed.append((max(group, low), "cgroup_peak_with_page_cache"))
    return tuple(claimed)


def _whole_number(value: Optional[float]) -> Optional[int]:
    return None if value is None else int(value)
