"""Memory and CPU of the trial that is running, from its launch until now, as panels of the Telemetry page."""

from __future__ import annotations

from workbench.reporting.live import telling
from workbench.reporting.live.run_now import RunNow
from workbench.reporting.telemetry.drawing import Drawing, recorded_rows
from workbench.reporting.telemetry.panels import PANELS

SHOWN = {"memory": telling.memory, "cpu": telling.cores}
MOST_ROWS = 400


def panels_now(run: RunNow) -> list[tuple[Drawing, str, tuple[float, float]]]:
    """Each panel with its title and the span of its time axis; nothing between two trials."""
    trial = run.trial
    if trial is None or trial.recording is None or trial.recording.end_seconds <= 0:
        return []
    span = 0.0, trial.recording.end_seconds
    interval = run.header.plan.measure.sample_interval_seconds
    found = []
    for panel in PANELS:
        if panel.key in SHOWN:
            curves = recorded_rows(panel, trial.recording, interval, MOST_ROWS)
            if curves:
                found.append((Drawing(panel, curves, [], []), f"{panel.title}: {SHOWN[panel.key](run)} now", span))
    return found
