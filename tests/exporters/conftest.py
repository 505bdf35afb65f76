"""A run with two cases, a failed trial and a profiled one, and telemetry of one trial."""

from __future__ import annotations

import pytest

from workbench.contracts import Sample
from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, Run, RunHeader
from workbench.model.trial import FAILED, OK, CpuUse, MemoryPeak, Phase, SamplerHealth, Score, TrialRecord

HOSTILE = '</script>"\\\n\x1b[31m \u202egnp \ud800'
WORKLOAD = PluginReference("workload", "flights", "workbench.workloads.flights", "PLUGIN")
BACKEND = PluginReference("backend", "loky", "workbench.backends.loky", "PLUGIN")
CASES = tuple(
    Case("flights", {"rows": 1000}, "sklearn.Ridge[saga]", backend="loky", resources=Resources(workers))
    for workers in (1, 2)
)


def make_trial(case=CASES[0], launch=1, **changes):
    values = {
        "status": OK,
        "started_at": 1000.0 + 10.0 * launch,
        "elapsed_seconds": 5.0,
        "wall_seconds": (1.0, 2.0, 9.0),
        "phases": (
            Phase("setup", 0.0, 0.5),
            Phase("start", 0.5, 1.0),
            Phase("measure", 1.0, 3.0),
            Phase("compute", 1.5, 2.5),
            Phase("measure", 3.0, 4.0),
            Phase("stop", 4.5, 5.0000001),
        ),
        "memory": MemoryPeak(100, "pss_sampled", 200, "vmhwm"),
        "cpu": CpuUse(3.0, 1.0),
        "score": Score("AUC", 0.7, True, 0.01),
        "sampler": SamplerHealth(50, 0.001, 0.1),
        "totals": {"run_queue_wait_seconds": 0.25, "card_energy_joules": 12.0},
        **changes,
    }
    return TrialRecord(f"{case.id}-{launch:03d}", case.id, launch, **values)


def make_run(*trials, cases=CASES):
    plan = Plan("demo", tuple(PlannedCase(case, WORKLOAD, BACKEND) for case in cases), MeasureSettings(launches=3))
    machine = Machine("laptop-0a1b", "Linux", "6.1", "a CPU", 4, 4, 8 << 30)
    header = RunHeader("20261121T024501Z-demo-4f3a", SCHEMA_VERSION, "0.1.0", 1000.0, plan, machine)
    return Run(header, trials, "nowhere")


def no_samples(trial_id):
    return ()


def sample(at, series, value, process="", probe="cpu_tree"):
    return Sample(at, "", process, probe, series, value)


@pytest.fixture
def run():
    return make_run(
        make_trial(launch=1),
        make_trial(launch=2, wall_seconds=(4.0,), memory=MemoryPeak(300, "pss_sampled", None, None)),
        make_trial(launch=3, status=FAILED, reason="no luck", wall_seconds=(), memory=None, cpu=None),
        make_trial(CASES[1], launch=4, wall_seconds=(100.0,), profile="pyspy"),
    )
