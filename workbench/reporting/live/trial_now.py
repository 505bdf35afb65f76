"""The trial that is running: what its sampler has written so far."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.reporting.telemetry.recording import Line, Recording, read_recording
from workbench.reporting.telemetry.stretches import rates
from workbench.running.observing import CPU, MEMORY
from workbench.store.layout import TELEMETRY_FOLDER, is_safe_name
from workbench.telemetry.series import STREAM_SUFFIX

SMOOTHED_SECONDS = 1.0
SILENT_SECONDS = 5.0
"""The sampler writes about once a second: after so many without, something is wrong with it or with the run."""


@dataclass(frozen=True)
class TrialNow:
    """`elapsed_seconds` since its launch; `silent_seconds` since the sampler last wrote. None: not known (yet)."""

    trial_id: str
    elapsed_seconds: float
    silent_seconds: float
    memory_bytes: float | None = None
    cpu_cores: float | None = None
    recording: Recording | None = None


def trial_now(folder: str, recorded: Collection[str]) -> TrialNow | None:
    """The newest stream in the run's folder of a trial that is not `recorded`; None between two trials."""
    path = _newest(os.path.join(folder, TELEMETRY_FOLDER), recorded)
    if path is None:
        return None
    trial_id = os.path.basename(path).removesuffix(STREAM_SUFFIX)
    try:
        silent = max(0.0, time.time() - os.stat(path).st_mtime)
        recording = read_recording(folder, trial_id)
    except (OSError, WorkbenchError):
        return None
    if recording is None:
        return None
    return TrialNow(
        trial_id,
        recording.end_seconds + silent,
        silent,
        _memory(recording),
        _cores(recording),
        recording,
    )


def _newest(folder: str, recorded: Collection[str]) -> str | None:
    """Streams of trials that have ended stay until the run does."""
    try:
        streams = [entry for entry in os.scandir(folder) if entry.name.endswith(STREAM_SUFFIX)]
        running = [
            (entry.stat(follow_symlinks=False).st_mtime_ns, entry.path)
            for entry in streams
            if entry.name.removesuffix(STREAM_SUFFIX) not in recorded
            and is_safe_name(entry.name)
            and entry.is_file(follow_symlinks=False)
        ]
    except OSError:
        return None
    return max(running)[1] if running else None


def _memory(recording: Recording) -> float | None:
    """As the live line of `workbench run` tells it: shared pages once where that is known."""
    for name in MEMORY:
        found = recording.of([name])
        if found:
            return float(sum(line.values[-1] for line in found))
    return None


def _cores(recording: Recording) -> float | None:
    lines: Sequence[Line] = recording.of(CPU)
    found = rates(lines, recording.gaps, SMOOTHED_SECONDS) if lines else []
    return float(found[-1].values[-1]) if found else None
