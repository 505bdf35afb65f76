"""Cases that were busy with their work and nothing else, to be made to suffer."""

from __future__ import annotations

import dataclasses

import pytest

from workbench.analysis.diagnosis.diagnosing import causes_of
from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.case import Case, Resources

CPUS = 4.0


def clean(workers=1, device="cpu", **changes) -> Symptoms:
    """Every probe was there: all workers computed all the time on a quiet machine."""
    case = Case("w", backend="threading", resources=Resources(workers=workers, device=device))
    symptoms = Symptoms(
        case,
        call_seconds=1.0,
        measured_seconds=3.0,
        cores_used=0.98 * min(workers, CPUS),
        cores_used_at_most=1.2 * min(workers, CPUS),
        cores_given=min(workers, CPUS),
        usable_cpus=CPUS,
        run_queue_wait_cores=0.01,
        others_cores=0.05,
        steal_cores=0.0,
        iowait_cores=0.0,
        io_pressure_ratio=0.0,
        memory_pressure_ratio=0.0,
        storage_bytes_per_second=0.0,
        disk_utilization_ratio=0.01,
        loopback_bytes_per_second=500.0,
        network_bytes_per_second=2000.0,
        voluntary_switches_per_second=50.0,
        involuntary_switches_per_second=50_000.0,
        swapped_bytes_per_second=0.0,
        major_faults_per_second=0.0,
        load_balance_ratio=1.0 if workers == 1 else 0.97,
        busy_threads=workers,
        peak_processes=1,
        gil_enabled=True,
        start_seconds=0.001,
    )
    return dataclasses.replace(symptoms, **changes)


@pytest.fixture
def suffering():
    """Case with changes → its causes, headline first; every diagnosis is checked to be fit to print."""

    def look(**changes) -> list[str]:
        found = causes_of(clean(**changes))
        for diagnosis in found:
            assert diagnosis.message.endswith(".")
            assert diagnosis.remedy
            assert "nan" not in diagnosis.message
            assert 0.0 <= diagnosis.explained_ratio <= 1.0
            assert diagnosis.evidence
        return [diagnosis.cause for diagnosis in found]

    return look


@pytest.fixture
def told():
    """Case with changes → the diagnosis of that cause."""

    def look(cause: str, **changes):
        return next(found for found in causes_of(clean(**changes)) if found.cause == cause)

    return look
