"""Runs over sizes, made up: cases whose launches take what a formula says, with a little noise."""

import dataclasses

import numpy as np
import pytest

from workbench.analysis.sizes.answering import size_laws
from workbench.analysis.sizes.measured import measured
from workbench.analysis.sizes.series import all_series
from workbench.model.case import Case, Resources
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.run import Machine
from workbench.model.trial import MemoryPeak, Phase, Score, TrialRecord

MACHINE = Machine("m", "Linux", "6", "CPU", 8, 8, 16 * 10**9)


class Measurements:
    """Collects cases and their launches."""

    machine = MACHINE

    def __init__(self):
        self.random = np.random.default_rng(1)
        self.cases, self.trials = [], []

    def add(
        self,
        parameters,
        seconds=1.0,
        peak=10**8,
        data_bytes=None,
        solver="s.A",
        backend="serial",
        workers=1,
        launches=4,
        start=0.0,
        transfer=0.0,
        noise=0.005,
        score=None,
        solver_parameters=None,
        high=True,
        memory_limit=None,
        workload="made",
        threads=1,
        device="cpu",
    ):
        resources = Resources(workers, threads, device=device, memory_limit_bytes=memory_limit)
        case = Case(workload, parameters, solver, solver_parameters or {}, backend, resources=resources)
        plugin = PluginReference("workload", workload, "m", "P")
        self.cases.append(PlannedCase(case, plugin, plugin, data_bytes=data_bytes))
        shared = self.random.lognormal(0, noise)
        for launch in range(launches):
            took = float(seconds * shared * self.random.lognormal(0, noise))
            self.trials.append(self._trial(case, launch, took, start, transfer, peak, high, score))
        return self

    def _trial(self, case, launch, took, start, transfer, peak, high, score):
        phases = [Phase("start", 0.1, 0.1 + start), Phase("measure", 1.0 + start, 1.0 + start + took)]
        if transfer:
            phases.append(Phase("transfer_in", 1.0 + start, 1.0 + start + transfer))
        memory = MemoryPeak(int(peak * 0.9), "pss_sampled", int(peak) if high else None, "vmhwm" if high else None)
        return TrialRecord(
            f"{case.id}-{launch}",
            case.id,
            launch,
            "ok",
            float(launch),
            took + 2,
            (took,),
            phases=tuple(phases),
            memory=memory,
            score=None if score is None else Score("R²", score, True, 0.01),
        )

    @property
    def plan(self):
        return Plan("p", tuple(self.cases))

    def sizes(self, **machine):
        return size_laws(self.plan, self.trials, dataclasses.replace(self.machine, **machine))

    def members(self):
        return all_series(measured(self.plan, self.trials))


@pytest.fixture
def made():
    return Measurements()
