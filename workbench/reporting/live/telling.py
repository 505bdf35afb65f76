"""A run that goes on, in sentences; and how the last one ended."""

from __future__ import annotations

from workbench.analysis.case_names import counted
from workbench.model.reason import brief
from workbench.model.trial import STATUSES
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.live.run_now import FINISHED, KILLED, CaseNow, RunNow
from workbench.reporting.live.trial_now import SILENT_SECONDS

NAME_WIDTH = 100


def title(run: RunNow) -> str:
    """Which run, by suite and id."""
    return f"{shortened(run.header.plan.name, 60)} · {shortened(run.header.run_id, 80)}"


def answer(run: RunNow) -> str:
    """How far it is and when it will be done."""
    planned = run.header.plan.planned_trials
    told = f"{run.done:,} of {counted(planned, 'trial')} done"
    if run.failed:
        told += f", {run.failed:,} not ok"
    if run.remaining_seconds is None:
        return f"{told}; how long the rest takes is told once the first trial has ended."
    return f"{told}; about {format_seconds(run.remaining_seconds)} left{_bounds(run)}."


def _bounds(run: RunNow) -> str:
    """The uncertainty of what is left; nothing where both ends read the same."""
    if run.remaining_bounds_seconds is None:
        return ""
    low, high = map(format_seconds, run.remaining_bounds_seconds)
    return "" if low == high else f" ({low} to {high}, by each case's shortest and longest trial so far)"


def budget(run: RunNow) -> str:
    """That its time budget may end it sooner; nothing where it has none or enough of it."""
    budget_seconds = run.header.plan.measure.time_budget_seconds
    if budget_seconds is None or run.remaining_seconds is None:
        return ""
    if run.elapsed_seconds + run.remaining_seconds <= budget_seconds:
        return ""
    return f"Its time budget of {format_seconds(budget_seconds)} will end it sooner, with launches not made."


def ratio(run: RunNow) -> float:
    """The share of its trials that is recorded, from 0 to 1."""
    return min(1.0, run.done / max(1, run.header.plan.planned_trials))


def outcomes(run: RunNow) -> str:
    """`40 ok · 1 failed · 2 timeout`."""
    known = [status for status in STATUSES if run.statuses.get(status)]
    return " · ".join(f"{run.statuses[status]:,} {_words(status)}" for status in known) or "none yet"


def current(run: RunNow) -> str:
    """What is running: its case, and for how long of what it typically takes."""
    trial = run.trial
    if trial is None:
        return (
            "No trial is running at this moment: the run is between two of them, prepares data or an environment, or "
            "waits for another run on this machine to end."
        )
    case_id, _, launch = trial.trial_id.rpartition("-")
    case = run.case(case_id)
    name = shortened(case.planned.case.label(), NAME_WIDTH) if case is not None else plain(trial.trial_id)
    number = f", launch {int(launch)}" if launch.isdecimal() else ""
    return f"Now: {name}{number}, for {format_seconds(trial.elapsed_seconds)}{_typical(case)}."


def _typical(case: CaseNow | None) -> str:
    if case is None or case.typical_seconds is None:
        return ""
    return f" of about {format_seconds(case.typical_seconds)}"


def silence(run: RunNow) -> str:
    """That nothing was written for long though a trial runs; nothing while all is well."""
    trial = run.trial
    if trial is None or trial.silent_seconds < SILENT_SECONDS:
        return ""
    return (
        f"The sampler has written nothing for {format_seconds(trial.silent_seconds)}: the machine is overloaded or "
        "asleep, the disk is full, or the run stands still. Its process still holds the run."
    )


def memory(run: RunNow) -> str:
    """Memory of the running trial now."""
    if run.trial is None or run.trial.memory_bytes is None:
        return "–"
    return format_bytes(run.trial.memory_bytes)


def cores(run: RunNow) -> str:
    """Cores that the running trial uses now."""
    if run.trial is None or run.trial.cpu_cores is None:
        return "–"
    return f"{run.trial.cpu_cores:.2f} cores"


def failures(run: RunNow) -> list[str]:
    """The latest trials that did not end well, newest first."""
    names = {each.planned.case.id: each.planned.case.label() for each in run.cases}
    return [
        ": ".join((shortened(names.get(case_id, case_id), NAME_WIDTH), plain(_words(status)), plain(brief(reason))))
        for case_id, status, reason in run.failures
    ]


def case_columns(run: RunNow) -> dict[str, list[str | float | None]]:
    """What remains, a row a case: those with most to do first. Seconds."""
    cases = sorted(run.cases, key=lambda each: each.done - each.total)
    return {
        "case": [shortened(each.planned.case.label(), NAME_WIDTH) for each in cases],
        "done": [each.done for each in cases],
        "to do": [max(0, each.total - each.done) for each in cases],
        "a trial takes": [each.typical_seconds for each in cases],
    }


def ending(run: RunNow) -> str:
    """How a run that is not going on ended."""
    planned = run.header.plan.planned_trials
    told = f"{run.done:,} of {counted(planned, 'trial')}, {outcomes(run)}"
    if run.state == FINISHED:
        return f"It is complete: {told}."
    if run.state == KILLED:
        return (
            f"It died before it was done: {told}. Its process is gone, killed from outside or with its machine; what "
            "was recorded is safe."
        )
    return f"It ended early: {told}. It was interrupted, or its time budget was spent."


def _words(status: str) -> str:
    return status.replace("_", " ")
