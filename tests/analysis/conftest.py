"""Runs made up for the tests of analysis: a plan, its trials, and the clean evidence of both."""

import dataclasses

import numpy as np
import pytest

from workbench.analysis.detection.evidence import Evidence
from workbench.analysis.summary import summarise
from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import Machine
from workbench.model.trial import CpuUse, MemoryPeak, Phase, Score, ThreadPool, TrialRecord

MACHINE = Machine("m", "Linux", "6", "CPU", 8, 8, 2**34)


class Builder:
    """Makes cases and trials that nothing is wrong with, unless told otherwise."""

    machine = MACHINE

    def case(self, workers=1, solver="s.A", backend="loky", workload="ridge", **others):
        resources = Resources(workers=workers, **others.pop("resources", {}))
        return Case(
            workload, others.pop("parameters", {"samples": 10}), solver, backend=backend, resources=resources, **others
        )

    def plan(self, *cases, launches=6):
        workload = PluginReference("workload", "ridge", "m", "P")
        backend = PluginReference("backend", "loky", "m", "P")
        planned = (case if isinstance(case, PlannedCase) else PlannedCase(case, workload, backend) for case in cases)
        return Plan("p", tuple(planned), MeasureSettings(launches=launches))

    def planned(self, case, **others):
        return dataclasses.replace(self.plan(case).cases[0], **others)

    def trial(self, case, launch=0, seconds=(2.0,), start=0.1, warmup=2.0, **others):
        fields = {
            "score": Score("r2", 0.9, True, 0.01),
            "memory": MemoryPeak(10**8, "pss_sampled", 2 * 10**8, "vmhwm_sum", 3 * 10**8),
            "cpu": CpuUse(0.9 * sum(seconds) * case.resources.workers, 0.0),
            "threadpools": (ThreadPool("blas", "openblas", "0.3", 1),),
            "host_busy_ratio": 0.01,
        }
        fields.update(others)
        at, phases = 0.0, []
        lengths = [("setup", 0.1), ("start", start), ("warmup", warmup), *(("measure", each) for each in seconds)]
        for name, length in lengths:
            phases.append(Phase(name, at, at + length))
            at += length
        record = {
            "trial_id": f"{case.id}-{launch:03d}",
            "case_id": case.id,
            "launch": launch,
            "status": "ok",
            "started_at": float(launch),
            "elapsed_seconds": at,
            "wall_seconds": tuple(seconds),
            "phases": tuple(phases),
        }
        return TrialRecord(**{**record, **fields})

    def failure(self, case, launch=0, status="failed", reason="it broke", stderr_tail="Traceback"):
        return TrialRecord(
            f"{case.id}-{launch:03d}", case.id, launch, status, 0.0, 1.0, reason=reason, stderr_tail=stderr_tail
        )

    def clean(self, cases, launches=6, noise=0.02, seed=0):
        """Launches of every case, T = 2 s/workers with a little noise, interleaved."""
        random = np.random.default_rng(seed)
        return [
            self.trial(case, launch, (2.0 / case.resources.workers * random.lognormal(0, noise),), warmup=0.5)
            for launch in range(launches)
            for case in cases
        ]

    def evidence(self, plan, trials, scalings=(), machine=MACHINE):
        return Evidence(plan, trials, summarise(plan, trials), scalings, machine)


@pytest.fixture
def build():
    return Builder()
