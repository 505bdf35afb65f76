"""A check against a stored run: only the head is launched, so the two were not launched in turn."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace

from workbench.analysis.case_names import counted
from workbench.analysis.comparing.differences import unlike_machines
from workbench.analysis.comparing.run_launches import run_launches
from workbench.analysis.deciding.counts import INSTRUCTIONS, LEAST_GATE
from workbench.errors import NothingToDecide, StoreError
from workbench.model.case import Case
from workbench.model.comparison import REGRESSIONS, Comparison, Settings
from workbench.model.event import Warned
from workbench.model.finding import Finding
from workbench.model.gate import Check, CheckedCase, GateRule
from workbench.model.plan import Plan
from workbench.model.run import CheckSide
from workbench.model.trial import OK, SKIPPED
from workbench.reporting.sides import compare_sides, side_of_run
from workbench.sessions.checking.asked import Asked
from workbench.sessions.checking.both import with_margins
from workbench.sessions.checking.cases import metric_named
from workbench.sessions.checking.compared import compared_row
from workbench.sessions.checking.rows import overall, sorted_rows
from workbench.sessions.checking.sides import HEAD
from workbench.sessions.checking.target import read_target
from workbench.sessions.checking.together import SCALING
from workbench.sessions.environments import building
from workbench.sessions.executing import Workplace, run_plan
from workbench.sessions.launching import Tell
from workbench.sessions.resuming import LATEST
from workbench.store.catalogue import find_runs
from workbench.store.layout import is_run
from workbench.store.reader import RunRows, read_rows, resolve_run
from workbench.telemetry.machine import read_machine

WORKING_TREE = "the working tree"
"""Verdicts that pass, also where no ratio can be told: scores whose base is not above 0."""
FEWEST = 6
"""Launches of the head, where the suite asks for fewer: fewer hardly tell anything apart."""
APART = Finding(
    "info",
    "not_in_turn",
    "The baseline was launched another time: what the machine does otherwise today counts as a difference.",
    "--against REV launches both sides in turn, and tells smaller differences sooner.",
)

NOT_INSTALLED = Finding(
    "warning",
    "not_installed",
    "The suite's `install` is for --against: HEAD was launched with the project as it is installed here.",
    "Install it here as it was for the baseline, or use --against REV.",
)


def check_stored(asked: Asked, workplace: Workplace, tell: Tell) -> Check:
    """Hold the files as they are against a stored run. What is slower is launched once more before it fails.

    Raises ConfigurationError for what is wrong with the suite, StoreError for what can't be read, NothingToDecide
    where the baseline is of another suite or machine or has no case in common.
    """
    target = read_target(asked.target)
    plan = target.plan(target.folder, workplace.describe, building(workplace.environments, tell), asked.wish)
    base = read_rows(baseline_folder(asked.baseline or "", plan.name, asked.results))
    _refuse_unlike(base, plan, asked)
    rule = with_margins(asked.rule, plan)
    settings = Settings(rule.margin, rule.confidence, rule.margins, asked.across_machines, metrics=asked.metrics)
    began = time.monotonic()
    first = _launched(plan, asked, workplace, tell)
    found = compare_sides(side_of_run(base), side_of_run(first), settings)
    slower = {each.case_id for each in found.comparisons if each.verdict in REGRESSIONS}
    fresh = _confirming(plan, slower, base, settings, asked, workplace, tell) if slower else {}
    rows = [_row(each, fresh.get((each.case_id, each.metric.name)), rule) for each in found.comparisons]
    return Check(
        suite=plan.name,
        base=base.header.run_id,
        head=WORKING_TREE,
        outcome=overall(rows),
        cases=sorted_rows(rows),
        findings=(APART, *((NOT_INSTALLED,) if target.install else ()), *found.findings),
        rule=rule,
        wall_seconds=time.monotonic() - began,
        failed_launches=sum(trial.status not in (OK, SKIPPED) for trial in first.trials),
        in_turn=False,
    )


def baseline_folder(reference: str, suite: str, results: str) -> str:
    """The folder of the run that `reference` means: a run, or the newest of `suite` in a folder (`latest`: `results`).

    The head of an earlier check is never the newest: a regression would be held against itself from then on.
    Raises StoreError where it is neither, NothingToDecide where the folder has no run of the suite.
    """
    reference = results if reference == LATEST else reference
    if not os.path.isdir(reference) or is_run(reference):
        try:
            return resolve_run(reference, results)
        except StoreError as error:
            raise NothingToDecide(f"there is no baseline: {error}", error.remedy) from error
    runs = [entry for entry in find_runs(reference) if entry.readable]
    newest = next((entry for entry in runs if entry.name == suite and entry.recorded and entry.side != HEAD), None)
    if newest is not None:
        return newest.folder
    others = ", ".join(sorted({repr(entry.name) for entry in runs})) or "none at all"
    raise NothingToDecide(
        f"there is no baseline: {reference} has no run of the suite {suite!r} (it has {others})",
        f"make one: workbench run SUITE --results {reference}",
    )


def _refuse_unlike(base: RunRows, plan: Plan, asked: Asked) -> None:
    """Before anything is launched."""
    if base.header.plan.name != plan.name:
        raise NothingToDecide(
            f"{base.header.run_id} is of the suite {base.header.plan.name!r}, and this is {plan.name!r}",
            "name a run of the same suite: workbench results list",
        )
    if not {each.case.id for each in base.header.plan.cases} & {each.case.id for each in plan.cases}:
        raise NothingToDecide(
            f"{base.header.run_id} has none of the cases that the suite has now", "run it again: workbench run SUITE"
        )
    _refuse_unmeasured(base, asked.metrics)
    apart = unlike_machines(base.header.machine, read_machine())
    if apart is not None and not asked.across_machines:
        raise NothingToDecide(
            f"{base.header.run_id} was made on an unlike machine: {apart}",
            "make a baseline here: workbench run SUITE; or insist: --across-machines",
        )


def _refuse_unmeasured(base: RunRows, metrics: Sequence[str]) -> None:
    found = {each.metric.name for each in run_launches(base.header.plan, base.trials)}  # type: ignore[arg-type]
    if found.intersection(metrics) or ("time" in found and set(SCALING).intersection(metrics)):
        return
    titles = " or ".join(metric_named(name).title for name in metrics)
    counting = " --instructions" if INSTRUCTIONS in metrics else ""
    raise NothingToDecide(
        f"{base.header.run_id} has no {titles} to hold against",
        f"make a baseline that has: workbench run SUITE{counting}",
    )


def _launched(plan: Plan, asked: Asked, workplace: Workplace, tell: Tell) -> RunRows:
    """A run of the plan, with as many launches as a comparison needs, within the budget."""
    launches = max(FEWEST, plan.measure.launches)
    counted = plan.measure.instructions or INSTRUCTIONS in asked.metrics
    measure = replace(plan.measure, launches=launches, time_budget_seconds=asked.budget_seconds, instructions=counted)
    side = CheckSide(os.urandom(2).hex(), HEAD, WORKING_TREE)
    return read_rows(run_plan(replace(plan, measure=measure), workplace, tell, side).folder)


def _confirming(
    plan: Plan, slower: set[str], base: RunRows, settings: Settings, asked: Asked, workplace: Workplace, tell: Tell
) -> dict[tuple[str, str], Comparison]:
    """What fresh launches say of the cases that look slower, and of the other worker counts of the same series."""
    series = {each.case.series() for each in plan.cases if _of(each.case, slower)}
    again = replace(plan, cases=tuple(each for each in plan.cases if each.case.series() in series))
    tell(Warned(f"{counted(len(again.cases), 'case')} may be slower or worse: launching afresh to make sure"))
    found = compare_sides(side_of_run(base), side_of_run(_launched(again, asked, workplace, tell)), settings)
    return {(each.case_id, each.metric.name): each for each in found.comparisons}


def _of(case: Case, ids: set[str]) -> bool:
    """Whether the case, or the scaling series it belongs to, is among these."""
    return case.id in ids or case.without_workers().id in ids


def _row(found: Comparison, fresh: Comparison | None, rule: GateRule) -> CheckedCase:
    of_counts = found.metric.name == INSTRUCTIONS and INSTRUCTIONS not in dict(rule.gates)
    gate = LEAST_GATE if of_counts else rule.gate_of(found.metric.name)
    row = compared_row(found, gate, fresh, lambda again: again.verdict in REGRESSIONS)
    return replace(row, base_launches=found.base_launches)
