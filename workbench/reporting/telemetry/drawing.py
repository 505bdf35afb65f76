"""The rows of the charts: what was seen of one trial, or of two on one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.series import Row
from workbench.reporting.telemetry.bands import bands, measured_window
from workbench.reporting.telemetry.panels import PANELS, Curve, Panel
from workbench.reporting.telemetry.recording import Gap, Recording
from workbench.reporting.telemetry.seeing import Seen
from workbench.reporting.telemetry.stretches import levels, mean_rate, rates
from workbench.reporting.telemetry.thinning import thinned_together

SHORTEST_RATE_SECONDS = 0.2
"""Twenty ticks of the kernel's for each process: over less, ticks look like cores that there are not."""
MOST_ROWS = 4_000
"""Of all curves of all panels together; each row is drawn as a point of a line and as one to hover over."""


@dataclass(frozen=True)
class Shown:
    """A trial as it is laid on the time axis: its name there, and which of its moments is 0."""

    name: str
    trial: Seen
    zero_seconds: float = 0.0


@dataclass(frozen=True)
class Drawing:
    """One panel: `curves` are points, `gaps` stretches in which nobody looked, `peaks` where the peak memory lies."""

    panel: Panel
    curves: list[Row]
    gaps: list[Row]
    peaks: list[Row]

    @property
    def names(self) -> list[str]:
        """The curves that are there, in the panel's order."""
        there = {row["series"] for row in self.curves}
        return [curve.name for curve in self.panel.curves if curve.name in there]

    @property
    def largest(self) -> float:
        """The largest value drawn."""
        values = [float(row["value"] or 0) for row in self.curves] + [float(row["high"] or 0) for row in self.peaks]
        return max(values, default=0.0)


def drawings(shown: Sequence[Shown], most: int = MOST_ROWS) -> list[Drawing]:
    """Every panel, with at most `most` points in all."""
    each = most // (len(PANELS) * max(1, len(shown)))
    return [_drawing(panel, shown, each) for panel in PANELS]


def band_rows(shown: Sequence[Shown]) -> list[Row]:
    """The phases of every trial."""
    return [
        {
            "trial": each.name,
            "name": band.name,
            "phase": band.phase,
            "begin_seconds": band.begin_seconds - each.zero_seconds,
            "end_seconds": band.end_seconds - each.zero_seconds,
            "told": format_seconds(max(0.0, band.end_seconds - band.begin_seconds)),
        }
        for each in shown
        for band in bands(each.trial.trial.phases)
    ]


def span_seconds(shown: Sequence[Shown]) -> tuple[float, float]:
    """The time axis of all panels: from the first launch to the last end."""
    ends = []
    for each in shown:
        seen = 0.0 if each.trial.recording is None else each.trial.recording.end_seconds
        ends.append(max(each.trial.trial.elapsed_seconds, seen) - each.zero_seconds)
    return min(-each.zero_seconds for each in shown), max(*ends, 1e-3)


def told(value: float, unit: str) -> str:
    """A drawn value for people."""
    if unit == "B":
        return format_bytes(value)
    if unit == "B/s":
        return format_bytes(value) + "/s"
    if unit == "share":
        return f"{100 * value:.3g} %"
    return f"{value:.3g} {unit.removesuffix('s') if value == 1 else unit}"


def _drawing(panel: Panel, shown: Sequence[Shown], most: int) -> Drawing:
    curves: list[Row] = []
    gaps: list[Row] = []
    for each in shown:
        recording, interval = each.trial.recording, each.trial.sample_interval_seconds
        if recording is not None:
            curves.extend(recorded_rows(panel, recording, interval, most, each.name, each.zero_seconds))
        gaps.extend(_gaps(panel, each))
    peaks = [row for each in shown for row in _peak(each)] if panel.key == "memory" else []
    return Drawing(panel, curves, gaps, peaks)


def recorded_rows(
    panel: Panel, recording: Recording, interval_seconds: float, most: int, name: str = "", zero_seconds: float = 0.0
) -> list[Row]:
    """The curves of a panel, `most` points at most, sampled every `interval_seconds`; `name` is the trial's."""
    each = most // len(panel.curves)
    return [
        row
        for curve in panel.curves
        for row in _curve(panel, curve, recording, interval_seconds, each, name, zero_seconds)
    ]


def _curve(
    panel: Panel, curve: Curve, recording: Recording, interval_seconds: float, most: int, name: str, zero: float
) -> Iterator[Row]:
    lines = curve.lines(recording)
    shortest = 0.9 * max(SHORTEST_RATE_SECONDS, interval_seconds)
    found = rates(lines, recording.gaps, shortest) if curve.grows else levels(lines, recording.gaps, curve.largest)
    for number, stretch in enumerate(thinned_together(found, most)):
        for at, value in zip(stretch.at_seconds.tolist(), stretch.values.tolist(), strict=True):
            yield {
                "trial": name,
                "series": curve.name,
                "stretch": number,
                "at_seconds": at - zero,
                "value": value,
                "told": told(value, panel.unit),
            }


def _gaps(panel: Panel, shown: Shown) -> Iterator[Row]:
    recording = shown.trial.recording
    for gap in () if recording is None else recording.gaps:
        yield {
            "trial": shown.name,
            "begin_seconds": gap.begin_seconds - shown.zero_seconds,
            "end_seconds": gap.end_seconds - shown.zero_seconds,
            "told": f"nobody looked for {format_seconds(gap.end_seconds - gap.begin_seconds)}"
            + _meanwhile(panel, shown, gap),
        }


def _meanwhile(panel: Panel, shown: Shown, gap: Gap) -> str:
    """What counters say of a gap: how much they grew over it."""
    curve = panel.curves[0]
    lines = [] if shown.trial.recording is None else curve.lines(shown.trial.recording)
    if not curve.grows or not lines:
        return ""
    return f"; over it, {curve.name}: {told(mean_rate(lines, gap), panel.unit)} on average"


def _peak(shown: Shown) -> Iterator[Row]:
    """The interval that the peak memory of the measured window lies in; open above where its end isn't known."""
    memory, window = shown.trial.trial.memory, measured_window(shown.trial.trial.phases)
    if memory is None or window is None:
        return
    ends = f"{told(memory.low_bytes, 'B')}"
    if memory.high_bytes is None:
        ends = f"at least {ends}"
    elif memory.high_bytes > memory.low_bytes:
        ends = f"between {ends} and {told(memory.high_bytes, 'B')}"
    yield {
        "trial": shown.name,
        "begin_seconds": window[0] - shown.zero_seconds,
        "end_seconds": window[1] - shown.zero_seconds,
        "low": memory.low_bytes,
        "high": memory.high_bytes or memory.low_bytes,
        "told": ends,
    }
