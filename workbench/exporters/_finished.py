"""The metrics of stored runs.

Every one is a gauge, a finished run's facts included, which never grow again: so a document of them is valid
OpenMetrics and valid Prometheus text (what node_exporter's textfile collector reads) at the same time.

`run_id` tells what a value is of: a run's own id, or `RUN/CASE` for one case of it (the case's id, as
`workbench show --json` has it). `workbench_run_info` says what each `run_id` is, and everything else joins to it:

    workbench_case_wall_seconds * on (run_id) group_left (workload, solver, backend, workers) workbench_run_info

`node` is the machine's id. There is no `role` here: these values are of whole trials. Figures of a case are medians
over its launches that went well and ran under no profiler, as in a report.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Optional

from workbench.exporters._families import Family, Figure, case_run_id, gauge, run_info
from workbench.model.run import Run
from workbench.model.trial import OK, STATUSES, TrialRecord

Read = Callable[[TrialRecord], Optional[float]]

START_TIME = gauge("run_start_time_seconds", "When the run began, in seconds since the epoch.")
PLANNED = gauge("run_planned_trials", "How many trials the whole run has.")
PROGRESS = gauge("run_progress_ratio", "The share of the planned trials that is recorded.")
RUN_TRIALS = {
    status: gauge(f"run_{status}_trials", f"Recorded trials of the run that ended as {status}.") for status in STATUSES
}
CASE_TRIALS = {
    status: gauge(f"case_{status}_trials", f"Recorded trials of the case that ended as {status}.")
    for status in STATUSES
}
SHORTEST = gauge("case_wall_min_seconds", "The shortest launch of the case.")
LONGEST = gauge("case_wall_max_seconds", "The longest launch of the case.")
WALL = gauge("case_wall_seconds", "Wall time of one timed call: median over launches of each launch's median.")


def _wall(trial: TrialRecord) -> Optional[float]:
    return statistics.median(trial.wall_seconds) if trial.wall_seconds else None


def _total(name: str) -> Read:
    return lambda trial: trial.totals.get(name)


def _start_up(trial: TrialRecord) -> Optional[float]:
    lasted = [phase.seconds for phase in trial.phases if phase.name == "start"]
    return sum(lasted) if lasted else None


MEDIANS: Mapping[Family, Read] = {
    WALL: _wall,
    gauge("case_start_up_seconds", "How long starting the backend took."): _start_up,
    gauge("case_cpu_seconds", "CPU time of all processes over the whole trial."): lambda trial: (
        None if trial.cpu is None else trial.cpu.user_seconds + trial.cpu.system_seconds
    ),
    gauge("case_peak_memory_low_bytes", "The peak memory of the process tree is no less."): lambda trial: (
        None if trial.memory is None else trial.memory.low_bytes
    ),
    gauge("case_peak_memory_high_bytes", "The peak memory of the process tree is no more."): lambda trial: (
        None if trial.memory is None else trial.memory.high_bytes
    ),
    gauge("case_score", "The quality of the result, in the workload's own measure."): lambda trial: (
        None if trial.score is None else trial.score.value
    ),
    gauge("case_run_queue_wait_seconds", "How long its threads were ready to run and had no CPU."): _total(
        "run_queue_wait_seconds"
    ),
    gauge("case_load_balance_ratio", "Mean over maximum useful CPU time of its workers; 1 is even."): _total(
        "load_balance_ratio"
    ),
    gauge("case_throttled_seconds", "How long its CPU limit held it."): lambda trial: (
        None if trial.limits is None else trial.limits.throttled_seconds
    ),
    gauge("case_read_bytes", "What it read from storage."): lambda trial: trial.read_bytes,
    gauge("case_written_bytes", "What it wrote to storage."): lambda trial: trial.written_bytes,
    gauge("case_gpu_energy_joules", "What the cards used in the measured calls, by their own counters."): (
        lambda trial: trial.totals.get("card_energy_joules")
    ),
    gauge("case_host_busy_ratio", "The share of all CPUs that other programs used meanwhile."): lambda trial: (
        trial.host_busy_ratio
    ),
    gauge("case_sampler_duty_ratio", "The sampler's share of one core."): lambda trial: (
        None if trial.sampler is None else trial.sampler.duty_ratio
    ),
}
"""Family → what it is of one trial."""


def finished_figures(run: Run) -> Iterator[Figure]:
    """Every metric of a stored run: what it is, how far it got, and its cases' figures."""
    header = run.header
    labels = {"run_id": header.run_id, "node": header.machine.id}
    cases = {planned.case.id: planned.case for planned in header.plan.cases}
    clean = [trial for trial in run.trials if trial.profile is None and trial.case_id in cases]
    yield run_info(header.run_id, cases.values())
    for case_id, case in cases.items():
        yield run_info(case_run_id(header.run_id, case_id), [case])
    planned = header.plan.planned_trials
    yield Figure(START_TIME, labels, header.created_at)
    yield Figure(PLANNED, labels, planned)
    yield Figure(PROGRESS, labels, min(1.0, len(clean) / planned) if planned else 1.0)
    yield from _outcomes(RUN_TRIALS, labels, clean)
    of_case: dict[str, list[TrialRecord]] = defaultdict(list)
    for trial in clean:
        of_case[trial.case_id].append(trial)
    for case_id in cases:
        yield from _case(case_run_id(header.run_id, case_id), header.machine.id, of_case[case_id])


def _case(run_id: str, node: str, trials: Sequence[TrialRecord]) -> Iterator[Figure]:
    labels = {"run_id": run_id, "node": node}
    yield from _outcomes(CASE_TRIALS, labels, trials)
    well = [trial for trial in trials if trial.status == OK]
    for family, read in MEDIANS.items():
        values = [value for value in map(read, well) if value is not None]
        if values:
            yield Figure(family, labels, statistics.median(values))
        if values and family is WALL:
            yield Figure(SHORTEST, labels, min(values))
            yield Figure(LONGEST, labels, max(values))


def _outcomes(
    families: Mapping[str, Family], labels: Mapping[str, str], trials: Sequence[TrialRecord]
) -> Iterator[Figure]:
    counts = Counter(trial.status for trial in trials)
    for status, family in families.items():
        yield Figure(family, labels, counts[status])
