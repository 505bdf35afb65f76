"""Two sides that are ready: launched in turn until the check is done, and what it comes to."""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace

from workbench.analysis.case_names import CaseNames
from workbench.analysis.deciding.counts import INSTRUCTIONS
from workbench.errors import NothingToDecide
from workbench.model.description import Describe
from workbench.model.event import CaseDecided, CheckStarted, Waiting
from workbench.model.gate import PASSED, Check, CheckedCase, GateRule
from workbench.model.plan import Plan
from workbench.model.run import Revision
from workbench.running.runner import Runner
from workbench.sessions.checking import rows
from workbench.sessions.checking.asked import Asked, Caches
from workbench.sessions.checking.calibrating import PAIRS, calibration_of
from workbench.sessions.checking.cases import CheckedLaunches, Rules
from workbench.sessions.checking.loop import MARGIN, Budget, Loop, least_budget, whole_minutes
from workbench.sessions.checking.planned import Matched
from workbench.sessions.checking.sides import Kept, Place, Side, begun
from workbench.sessions.checking.together import SCALING, Folders, rows_together, untold_metrics
from workbench.sessions.exclusive import exclusive
from workbench.sessions.launching import Tell

TOGETHER_PAIRS = 6
"""Of each case, where nothing but what all launches tell together was asked for."""


@dataclass(frozen=True)
class SideToBegin:
    """One side with its processes started, and how it is called."""

    key: str
    name: str
    place: Place
    runner: Runner
    describe: Describe
    revision: Revision | None


def check_both(
    matched: Matched, base: SideToBegin, head: SideToBegin, asked: Asked, caches: Caches, tell: Tell
) -> Check:
    """Launch the cases that both sides have until each is decided, and say how it came out.

    Both sides are stored as runs. KeyboardInterrupt leaves both valid, with all that was launched.
    """
    began = time.monotonic()
    check_id = os.urandom(2).hex()
    with ExitStack() as after:
        sides = [
            after.enter_context(_begun(each, plan, check_id, asked, caches, tell))
            for each, plan in ((base, matched.base), (head, matched.head))
        ]
        cases = _cases(matched.head, asked)
        after.enter_context(exclusive(lambda pid: tell(Waiting(pid))))
        runs = tuple(side.writer.header.run_id for side in sides)
        tell(CheckStarted(base.name, head.name, len(cases), asked.budget_seconds, runs))
        names = CaseNames(planned.case for planned in matched.head.cases)
        budget = Budget.of(asked.budget_seconds)

        def decided(case: CheckedLaunches) -> None:
            if not asked.calibrate:
                told = rows.rows_of(case, names.full(case.planned.case))
                if told:
                    tell(CaseDecided(case.planned.case, len(case.pairs), told))

        loop = Loop(sides[0], sides[1], cases, budget, matched.head.measure.seed, tell, decided)
        loop.run()
        folders = Folders(*(side.writer.folder for side in sides))
        metrics = () if asked.calibrate else asked.metrics
        more = rows_together(folders, cases, metrics, cases[0].rules.rule, loop.confirm)
    return _check(matched, (base.name, head.name), cases, names, asked, more, time.monotonic() - began)


def _begun(
    side: SideToBegin, plan: Plan, check_id: str, asked: Asked, caches: Caches, tell: Tell
) -> AbstractContextManager[Side]:
    plan = replace(plan, measure=replace(plan.measure, instructions=INSTRUCTIONS in asked.metrics))
    kept = Kept(asked.results, check_id, side.revision)
    return begun(side.key, side.name, plan, side.place, (side.runner, side.describe), caches.data, kept, tell)


def _cases(plan: Plan, asked: Asked) -> list[CheckedLaunches]:
    rule = with_margins(asked.rule, plan)
    metrics = tuple(name for name in asked.metrics if name not in SCALING)
    scored = sum(planned.solver is not None for planned in plan.cases)
    tests = sum(scored if name == "score" else len(plan.cases) for name in metrics if name != INSTRUCTIONS)
    rules = Rules(rule, metrics, max(1, tests))
    wanted = PAIRS if asked.calibrate else None if metrics else TOGETHER_PAIRS
    return [CheckedLaunches(planned, plan, rules, wanted=wanted) for planned in plan.cases]


def with_margins(rule: GateRule, plan: Plan) -> GateRule:
    """What the suite says of margins holds where the person asked for none."""
    if rule.margin != GateRule.margin:
        return rule
    return replace(rule, margins=tuple({**dict(plan.measure.margins), **dict(rule.margins)}.items()))


def _check(
    matched: Matched,
    sides: tuple[str, str],
    cases: list[CheckedLaunches],
    names: CaseNames,
    asked: Asked,
    together: tuple[CheckedCase, ...],
    seconds: float,
) -> Check:
    if asked.calibrate:
        return _calibrated(matched, sides[0], cases, names, asked, seconds)
    needed = least_budget(cases)
    advised = "" if needed is None else whole_minutes(needed * MARGIN)
    found = [row for case in cases for row in rows.rows_of(case, names.full(case.planned.case), advised)]
    found.extend(together)
    untold = tuple(untold_metrics(asked.metrics, found))
    if not found:
        raise NothingToDecide(" ".join(finding.message for finding in untold), "choose other metrics")
    return Check(
        suite=matched.head.name,
        base=sides[0],
        head=sides[1],
        outcome=rows.overall(found),
        cases=rows.sorted_rows(found),
        findings=(*rows.failure_findings(cases, names), *untold, *matched.findings),
        rule=cases[0].rules.rule,
        wall_seconds=seconds,
        budget_seconds=asked.budget_seconds,
        failed_launches=rows.failed_launches(cases) + matched.broken,
    )


def _calibrated(
    matched: Matched, base: str, cases: list[CheckedLaunches], names: CaseNames, asked: Asked, seconds: float
) -> Check:
    return Check(
        suite=matched.head.name,
        base=base,
        head=base,
        outcome=PASSED,
        cases=(),
        findings=(*rows.failure_findings(cases, names), *matched.findings),
        rule=cases[0].rules.rule,
        wall_seconds=seconds,
        budget_seconds=asked.budget_seconds,
        failed_launches=rows.failed_launches(cases),
        calibration=calibration_of(cases, names, asked, matched.head.measure.seed),
    )
