"""A run as the demo suite makes it, and a report over it, both made from the model's own words."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from workbench.model.case import Case, Resources
from workbench.model.ceiling import Ceiling, Ceilings
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.report import Report, ScalingSection, WorkloadSection
from workbench.model.run import SCHEMA_VERSION, Machine, Run, RunHeader
from workbench.model.scaling import KarpFlatt, LawFit, Level, Scaling
from workbench.model.summary import CaseSummary
from workbench.model.trial import FAILED, OK, MemoryPeak, Phase, Score, TrialRecord
from workbench.reporting.answering import answer
from workbench.reporting.assembly import build_report
from workbench.reporting.explaining import sentence
from workbench.reporting.ranking import rank

MACHINE = Machine(
    id="xeon-2cpu-1a2b3c",
    system="Linux",
    kernel="6.1.0",
    cpu_model="Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz",
    logical_cpus=2,
    usable_cpus=2,
    memory_bytes=16_500_000_000,
    virtual="kvm",
)
HOSTILE = "<script>alert(1)</script> **bold** [link](http://x) :smile: $x$ \x1b[31mred\x07 \u202egnp.exe"


def plugin(kind, name):
    return PluginReference(kind, name, f"workbench.{kind}s.{name}", "PLUGIN")


def case(solver="sklearn.LogisticRegression[lbfgs]", backend="serial", workers=1, workload="flights", **parameters):
    if workload == "flights":
        parameters = parameters or {"rows": 50_000}
    return Case(workload, parameters, solver, backend=backend, resources=Resources(workers=workers))


def summary(measured, seconds=None, score=None, workers_base=None, spread=0.05, launches=6, **changes):
    kind = "interval" if launches >= 4 else "range"

    def around(value):
        return Estimate(value, value * (1 - spread), value * (1 + spread), kind, 0.95, launches)

    defaults = {"statuses": {OK: launches}, "launches": launches}
    if seconds is not None:
        defaults.update(
            seconds=around(seconds),
            start_seconds=0.012 if measured.backend == "serial" else 0.81,
            warmup_seconds=seconds * 1.1,
            memory=MemoryPeak(312_000_000, "pss_sampled", 341_000_000, "vmhwm"),
            cpu_seconds=seconds * 1.4,
        )
    if score is not None:
        defaults["score"] = Score("AUC", score, higher_is_better=True, tolerance=0.005)
    if workers_base is not None:
        times = workers_base / seconds
        defaults.update(
            speedup=around(times), efficiency=around(times / measured.resources.workers), base_seconds=workers_base
        )
    return CaseSummary(case=measured, **{**defaults, **changes})


def amdahl_seconds(workers, serial=0.05, total=2.0):
    return total * (serial + (1 - serial) / workers)


def waiting_levels(launches=6, counts=(1, 2, 4, 8)):
    return tuple(
        Level(count, tuple(amdahl_seconds(count) * (1 + 0.004 * ((7 * index) % 5 - 2)) for index in range(launches)))
        for count in counts
    )


def waiting_scaling(launches=6, counts=(1, 2, 4, 8)):
    levels = waiting_levels(launches, counts)
    if len(counts) == 2:
        return Scaling(levels, (KarpFlatt(counts[-1], Estimate(0.0503, 0.041, 0.0596, count=6)),), reason="two levels")

    def at(workers):
        seconds = amdahl_seconds(workers, 0.049)
        return (workers, seconds, seconds * 0.985, seconds * 1.015)

    law = LawFit(
        "amdahl",
        {
            "serial_fraction": Estimate(0.049, 0.046, 0.052, count=4),
            "seconds_at_1": Estimate(2.0, 1.98, 2.02, count=4),
        },
        prediction_error=0.006,
        lack_of_fit_p=0.61,
        curve=tuple(at(1 + 7 * step / 30) for step in range(31)),
        extrapolated=tuple(at(8 + 8 * step / 10) for step in range(11)),
    )
    karp = tuple(KarpFlatt(count, Estimate(0.05, 0.044, 0.056, count=6)) for count in counts[1:])
    return Scaling(levels, karp, {"amdahl": law}, "amdahl", None, {"peak_workers": None})


def section(rows):
    ranking = rank(rows)
    first = rows[0].case
    title = f"{first.workload} (rows = 50,000)" if first.workload == "flights" else first.workload
    return WorkloadSection(title, first.workload, ranking.rows, "AUC", answer(ranking))


def flights_rows(launches=6):
    lbfgs = case()
    forest = "sklearn.RandomForestClassifier"
    failed = summary(
        case("sklearn.LogisticRegression[newton-cg]"),
        launches=launches,
        statuses={FAILED: launches},
        reasons=("ValueError: Input X contains NaN.",),
        stderr_tail="Traceback (most recent call last):\n  File ...\nValueError: Input X contains NaN.\n",
    )
    return [
        summary(lbfgs, 0.424, 0.7104, launches=launches),
        summary(case("sklearn.LogisticRegression[saga]"), 2.31, 0.7101, launches=launches),
        summary(case("sklearn.SGDClassifier"), 0.101, 0.6612, launches=launches),
        summary(case(forest, "loky", 1), 6.2, 0.7121, workers_base=6.2, launches=launches),
        summary(
            case(forest, "loky", 2),
            3.4,
            0.7121,
            workers_base=6.2,
            launches=launches,
            speedup_over_serial=Estimate(0.125, 0.119, 0.131, count=launches),
            serial_base="sklearn.LogisticRegression[lbfgs]",
            memory=MemoryPeak(812_000_000, "pss_sampled", None, None),
        ),
        failed,
    ]


def waiting_case(workers):
    return case(None, "threading", workers, "waiting", seconds=2.0, chunks=64)


def waiting_rows(launches=6):
    return [
        summary(waiting_case(count), amdahl_seconds(count), workers_base=2.0, spread=0.01, launches=launches)
        for count in (1, 2, 4, 8)
    ]


FINDINGS = (
    Finding("info", "start_longer", "Starting loky takes 0.81 s, longer than the 0.42 s of work.", None),
    Finding("error", "oversubscribed", "8 threads ran on 2 CPUs.", "Set threads_per_worker = 1."),
    Finding("warning", "noisy_machine", "Other processes used 31 % of the machine during the trials.", "Close them."),
)


def make_header(cases, launches=6, name="demo", run_id="20260401-120000-1a2b", created_at=1_775_044_800.0):
    planned = tuple(
        PlannedCase(
            each,
            plugin("workload", each.workload),
            plugin("backend", each.backend),
            None if each.solver is None else plugin("solver", each.solver),
            known_serial_fraction=0.05 if each.workload == "waiting" else None,
        )
        for each in cases
    )
    plan = Plan(name, planned, MeasureSettings(launches=launches))
    return RunHeader(run_id, SCHEMA_VERSION, "0.1.0", created_at, plan, MACHINE)


def make_report(launches=6, counts=(1, 2, 4, 8), findings=FINDINGS, **changes):
    flights, waiting = flights_rows(launches), waiting_rows(launches)
    scaling = waiting_scaling(launches, counts)
    header = make_header([row.case for row in flights + waiting], launches)
    values = {
        "header": header,
        "workloads": (section(flights), section(waiting)),
        "scaling": (ScalingSection("waiting on threading", waiting_case(1), scaling, 0.05, sentence(scaling, 0.05)),),
        "findings": findings,
        "trials_recorded": 10 * launches,
        "trials_planned": 10 * launches,
    }
    return Report(**{**values, **changes})


def trial(measured, launch, seconds, status=OK, score=None, **changes):
    values = {
        "trial_id": f"{measured.id}-{launch:03d}",
        "case_id": measured.id,
        "launch": launch,
        "status": status,
        "started_at": 1_775_044_800.0 + launch,
        "elapsed_seconds": seconds + 0.5,
    }
    if status == OK:
        values.update(
            wall_seconds=(seconds,),
            phases=(
                Phase("setup", 0.1, 0.3),
                Phase("start", 0.3, 0.35),
                Phase("warmup", 0.35, 0.35 + seconds),
                Phase("measure", 0.35 + seconds, 0.35 + 2 * seconds),
            ),
            score=None if score is None else Score("AUC", score, True, 0.005),
            memory=MemoryPeak(312_000_000, "pss_sampled", 341_000_000, "vmhwm"),
        )
    else:
        values.update(reason="ValueError: Input X contains NaN.", stderr_tail="ValueError: Input X contains NaN.\n")
    return TrialRecord(**{**values, **changes})


def make_run(launches=6, name="demo", run_id="20260401-120000-1a2b", created_at=1_775_044_800.0, broken=False):
    """Two solvers on flights, one that fails, and `waiting` at 1, 2, 4 and 8 workers."""
    lbfgs, saga, newton = (case(f"sklearn.LogisticRegression[{each}]") for each in ("lbfgs", "saga", "newton-cg"))
    waits = [waiting_case(count) for count in (1, 2, 4, 8)]
    trials = []
    for launch in range(launches):
        wobble = 1 + 0.01 * math.sin(3.0 * launch)
        trials += [
            trial(lbfgs, launch, 0.42 * wobble, score=0.7104),
            trial(saga, launch, 2.3 * wobble, score=0.7101),
            trial(newton, launch, 0.0, FAILED),
        ]
        trials += [
            trial(each, launch, amdahl_seconds(each.resources.workers) * (1 + 0.004 * math.cos(5.0 * launch + index)))
            for index, each in enumerate(waits)
        ]
    if broken:
        trials = [trial(each, launch, 0.0, FAILED) for each in (lbfgs, saga, newton) for launch in range(launches)]
        waits = []
    header = make_header([lbfgs, saga, newton, *waits], launches, name, run_id, created_at)
    return Run(header, tuple(trials), "results/xeon-2cpu-1a2b3c/" + run_id)


CARD_SIZES = (10_000, 50_000, 250_000)
CARD_SOLVERS = {
    # solver: (device, threads, seconds a row, compute's share, what compiles)
    "sklearn.Ridge[cholesky]": ("cpu", 2, 1.6e-6, None, None),
    "sklearn.Ridge[saga]": ("cpu", 1, 9e-6, None, None),
    "torch.Ridge[direct]": ("cuda", 1, 0.5e-6, 0.1, None),
    "jax.Ridge[direct]": ("cuda", 1, 0.6e-6, 0.15, "XLA"),
}
CARD_CEILINGS = {
    "gpu_copy[0]": 2.7e12,
    "gpu_gemm_float64[0]": 60e12,
    "memory_bandwidth_one_core": 1.2e10,
    "memory_bandwidth_all_cores": 2e10,
    "dgemm_one_core": 5e10,
    "dgemm_all_cores": 1e11,
}
"""Made up, of the order of an H100 and of two cores: no card was at hand."""


def card_trial(each, launch, rows, rate, share, compiles, conditions):
    """One on a card tells its phases, its library's peak and what NVML says of the card; one on cores does not."""
    seconds = (2e-3 + rate * rows) * (1 + 0.01 * math.sin(3.0 * launch + rows))
    told = trial(each, launch, seconds, score=0.91, declared_bytes=1600 * rows, declared_operations=80_000 * rows)
    told = replace(told, precision="float64", compiles=compiles)
    if share is None:
        return told
    begin, computing = told.phases[-1].start_seconds, share * seconds
    shipping = 0.9 * (seconds - computing)
    first = 2.5 if compiles else 0.4
    phases = (
        Phase("setup", 0.1, 0.3),
        Phase("start", 0.3, 0.35),
        Phase("warmup", begin - first, begin),
        Phase("measure", begin, begin + seconds),
        Phase("transfer_in", begin, begin + shipping),
        Phase("compute", begin + shipping, begin + shipping + computing),
        Phase("transfer_out", begin + shipping + computing, begin + seconds),
    )
    totals = {
        "gpu_tree_memory_bytes[0]": 6e8 + 3600.0 * rows,
        "gpu_memory_total_bytes[0]": 80e9,
        "gpu_sm_clock_hertz[0]": 1.755e9,
        **conditions,
    }
    return replace(told, phases=phases, figures={"device_memory_bytes": (3300.0 * rows + 2e6,)}, totals=totals)


def make_card_run(run_id="20260402-120000-ca4d", **conditions):
    """Ridge at three sizes, two solvers on cores and two on a card; `conditions` are totals of trials there."""
    cases, trials = [], []
    for rows in CARD_SIZES:
        for solver, (device, threads, rate, share, compiles) in CARD_SOLVERS.items():
            resources = Resources(threads_per_worker=threads, device=device)
            each = Case("ridge", {"samples": rows, "features": 200}, solver, resources=resources)
            cases.append(each)
            trials += [card_trial(each, launch, rows, rate, share, compiles, conditions) for launch in range(4)]
    header = make_header(cases, 4, "gpu-linear", run_id)
    plan = replace(
        header.plan,
        cases=tuple(
            replace(planned, data_bytes=1600 * planned.case.parameters["samples"]) for planned in header.plan.cases
        ),
    )
    machine = replace(MACHINE, gpus=("NVIDIA H100 80GB HBM3",))
    values = tuple(
        Ceiling(name, value, "flop/s" if "gemm" in name else "bytes/s", "made up")
        for name, value in CARD_CEILINGS.items()
    )
    header = replace(header, plan=plan, machine=machine, ceilings=Ceilings(machine.id, 1_775_044_000.0, values))
    return Run(header, tuple(trials), f"results/{machine.id}/{run_id}")


@pytest.fixture(scope="session")
def card_report():
    """Of that run; its laws take seconds, and nothing can change it."""
    return build_report(make_card_run())


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def build():
    """The builders above, for a test that needs its own cases, rows, series, runs or reports."""
    return SimpleNamespace(
        case=case,
        summary=summary,
        section=section,
        scaling=waiting_scaling,
        waiting_case=waiting_case,
        flights_rows=flights_rows,
        report=make_report,
        run=make_run,
        card_run=make_card_run,
        hostile=HOSTILE,
    )
