"""Small runs to store."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import OK, CpuUse, MemoryPeak, Phase, Score, TrialRecord
from workbench.store.writer import RunWriter

MakeHeader = Callable[..., RunHeader]
MakeRecord = Callable[..., TrialRecord]
MakeRun = Callable[..., str]


def _plan(name: str, launches: int) -> Plan:
    workload = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")
    backend = PluginReference("backend", "loky", "workbench.backends.loky", "PLUGIN")
    cases = [
        PlannedCase(Case("waiting", {"seconds": 0.5}, backend="loky", resources=Resources(workers)), workload, backend)
        for workers in (1, 2)
    ]
    skipped = PlannedCase(Case("waiting", backend="ray"), workload, backend, skip_reason="needs ray")
    return Plan(name, (*cases, skipped), MeasureSettings(launches=launches))


@pytest.fixture
def make_header() -> MakeHeader:
    def make(run_id: str = "20261121T024501Z-demo-4f3a", created_at: float = 1.7e9, **changes: object) -> RunHeader:
        machine = Machine("laptop-0a1b", "Linux", "6.1", "a CPU", 4, 4, 8 << 30)
        values = {"plan": _plan("demo", 3), "machine": machine, **changes}
        return RunHeader(run_id, SCHEMA_VERSION, "0.1.0", created_at, **values)

    return make


@pytest.fixture
def make_record(make_header: MakeHeader) -> MakeRecord:
    case_ids = [planned.case.id for planned in make_header().plan.cases]

    def make(case: int = 0, launch: int = 1, **changes: object) -> TrialRecord:
        values: dict[str, object] = {
            "status": OK,
            "started_at": 1.7e9,
            "elapsed_seconds": 2.0,
            "wall_seconds": (1.25,),
            "phases": (Phase("setup", 0.0, 0.1), Phase("start", 0.1, 0.5), Phase("measure", 0.5, 1.75)),
            "score": Score("r2", 0.9, True, 0.01),
            "memory": MemoryPeak(1000, "pss_sampled", 2000, "vm_hwm"),
            "cpu": CpuUse(1.0, 0.25),
            **changes,
        }
        return TrialRecord(f"{case_ids[case]}-{launch:03d}", case_ids[case], launch, **values)

    return make


@pytest.fixture
def make_run(tmp_path: Path, make_header: MakeHeader, make_record: MakeRecord) -> MakeRun:
    """A finished run's folder under `root` (tmp_path/results where not given)."""

    def make(root: object = None, trials: tuple[TrialRecord, ...] | None = None, **header: object) -> str:
        records = trials if trials is not None else (make_record(0, 1), make_record(1, 1))
        with RunWriter.create(os.fspath(root or tmp_path / "results"), make_header(**header)) as writer:
            for record in records:
                writer.append(record)
        return writer.folder

    return make
