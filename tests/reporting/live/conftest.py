"""Runs that are being written, and ones that are not."""

import pytest

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import FAILED, OK, TrialRecord
from workbench.store.writer import RunWriter
from workbench.telemetry.points import Points
from workbench.telemetry.recording import ArrowImport, SeriesWriter

MACHINE = Machine("m", "Linux", "6.1", "a CPU", 2, 2, 16_000_000_000)
CASES = (Case("quick"), Case("slow"))


class Going:
    """A run of two cases, two launches each, whose writer is at work until `end`."""

    def __init__(self, root, created_at):
        workload, backend = PluginReference("workload", "w", "m", "P"), PluginReference("backend", "serial", "m", "P")
        plan = Plan("going", tuple(PlannedCase(case, workload, backend) for case in CASES), MeasureSettings(launches=2))
        header = RunHeader("20261121T120000Z-going-0000", SCHEMA_VERSION, "0.1", created_at, plan, MACHINE)
        self.writer = RunWriter.create(str(root), header)
        self.folder = self.writer.folder
        self.streams = []

    def record(self, case, launch, seconds=2.0, status=OK, reason=None):
        case_id = CASES[case].id
        self.writer.append(
            TrialRecord(f"{case_id}-{launch:03d}", case_id, launch, status, 0.0, seconds, (seconds,), reason=reason)
        )

    def fail(self, case, launch, reason):
        self.record(case, launch, 0.5, FAILED, reason)

    def observe(self, case, launch, *points):
        """The stream of a trial that runs: (at, probe, series, value)."""
        arrow, kept, tracks = ArrowImport(), Points(), {}
        arrow.wait()
        path = f"{self.folder}/telemetry/{CASES[case].id}-{launch:03d}.arrows"
        stream = SeriesWriter(path, {}, arrow, kept)
        for at, probe, series, value in points:
            if (probe, series) not in tracks:
                tracks[probe, series] = kept.open(probe, series)
            kept.add(at, tracks[probe, series], value)
        stream.flush_if_due(0.0)
        self.streams.append(stream)

    def end(self):
        self.writer.close()

    def tidy(self):
        for stream in self.streams:
            stream.close()
        self.writer.close()


@pytest.fixture
def going(tmp_path):
    made = []

    def make(created_at=1000.0, root=tmp_path):
        made.append(Going(root, created_at))
        return made[-1]

    yield make
    for each in made:
        each.tidy()
