"""Recordings made up to the point, and real ones."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from workbench.model.case import Case, Resources
from workbench.model.run import Machine
from workbench.model.trial import OK, MemoryPeak, Phase, SamplerHealth, TrialRecord
from workbench.reporting.telemetry.recording import Gap, Line, Recording, read_recording
from workbench.reporting.telemetry.seeing import Seen
from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport, SeriesWriter

RECORDED = Path(__file__).parent / "recorded"
MACHINE = Machine("m", "Linux", "6.1", "a CPU", 2, 2, 16_000_000_000)


def line(*points, instance=""):
    at, values = zip(*points, strict=True)
    return Line(np.array(at, float), np.array(values, float), instance)


@pytest.fixture
def made():
    """`probe.series` → points, and gaps, as a recording."""

    def make(lines, *gaps):
        return Recording({name: [line(*points)] for name, points in lines.items()}, tuple(Gap(*gap) for gap in gaps))

    return make


@pytest.fixture
def recorded(tmp_path):
    """One of the recorded trials, read back as the pages do."""

    def read(name):
        (tmp_path / "telemetry").mkdir(exist_ok=True)
        shutil.copy(RECORDED / f"{name}.parquet", tmp_path / "telemetry")
        return read_recording(str(tmp_path), name)

    return read


@pytest.fixture
def seen():
    """A trial that went well, with what a test says of it."""

    def make(recording=None, phases=(("measure", 1.0, 3.0),), status=OK, **changes):
        fields = {
            "memory": MemoryPeak(100, "pss_sampled", 300, "vmhwm_sum"),
            "sampler": SamplerHealth(40, 0.01, 0.1),
            **changes.pop("trial", {}),
        }
        trial = TrialRecord(
            "c-001", "c", 1, status, 0.0, 4.0, (2.0,), phases=tuple(Phase(*each) for each in phases), **fields
        )
        case = Case("w", resources=Resources(workers=2))
        return Seen(trial, case, MACHINE, 0.1, recording, cores_given=2.0, **changes)

    return make


@pytest.fixture
def stream(tmp_path):
    """A series file as the sampler writes it: (at, probe, series, process, value)…, whole or still being written."""

    def write(points, trial_id="c-001", whole=True):
        (tmp_path / "telemetry").mkdir(exist_ok=True)
        arrow, kept, tracks = ArrowImport(), Points(), {}
        arrow.wait()
        writer = SeriesWriter(str(tmp_path / "telemetry" / f"{trial_id}.arrows"), {}, arrow, kept)
        for at, probe, series, process, value in points:
            track = tracks.setdefault((probe, series, process), None)
            if track is None:
                track = tracks[probe, series, process] = kept.open(probe, series, process)
            kept.add(at, track, value)
        writer.flush_if_due(0.0)
        if whole:
            writer.close()
        return writer

    return write
