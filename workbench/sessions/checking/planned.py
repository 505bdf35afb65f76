"""One plan a side, and what both have in common: what only one side can be asked is told, and the rest is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.analysis.case_names import CaseNames, counted
from workbench.errors import EXIT_TRIAL_FAILED, ConfigurationError, NothingToDecide, WorkbenchError
from workbench.model.finding import Finding
from workbench.model.plan import Plan
from workbench.sessions.checking.target import Target

MOST_NAMED = 3

MakePlan = Callable[[Target], Plan]


class HeadBroken(WorkbenchError):
    """HEAD can't be launched at all where BASE can."""

    exit_code = EXIT_TRIAL_FAILED


@dataclass(frozen=True)
class Planned:
    """What a side can be asked, and the blocks of the suite that it can't, each with what is wrong.

    `own` is the plan of the suite as it stands on this side, where that says something else.
    """

    plan: Plan | None
    broken: Mapping[int, ConfigurationError]
    own: Plan | None = None


@dataclass(frozen=True)
class Matched:
    """What both sides can be asked: the plans of just those cases. `broken`: cases or blocks that HEAD alone can't."""

    base: Plan
    head: Plan
    findings: tuple[Finding, ...]
    broken: int = 0


def plan_as_far(target: Target, make: MakePlan) -> Planned:
    """The whole plan or, where something is wrong, as much as can be planned block by block."""
    try:
        return Planned(make(target), {})
    except ConfigurationError as error:
        whole = error
    plans, broken = list[Plan](), dict[int, ConfigurationError]()
    for index, block in enumerate(target.blocks()):
        try:
            plans.append(make(target.only(block)))
        except ConfigurationError as error:
            broken[index] = error
        except NothingToDecide:
            continue
    if not plans or not broken:
        return Planned(None, dict.fromkeys(range(max(1, len(target.blocks()))), whole))
    return Planned(_joined(plans, target), broken)


def matched_plans(base: Planned, head: Planned, names: tuple[str, str]) -> Matched:
    """The cases to check, and findings on the others. `names` are those of base and head.

    Raises ConfigurationError for what is wrong on both sides, HeadBroken where HEAD alone can't be asked anything,
    NothingToDecide where no case is left.
    """
    both = sorted(base.broken.keys() & head.broken.keys())
    if both:
        raise head.broken[both[0]]
    if head.plan is None:
        raise HeadBroken(f"{side_named('HEAD', names[1])} is broken where BASE works:\n{_told(head.broken.values())}")
    if base.plan is None:
        said = _told(base.broken.values())
        raise NothingToDecide(
            f"{side_named('BASE', names[0])} can't be launched, so there is nothing to hold HEAD against:\n{said}",
            "choose a revision that has what the suite names",
        )
    findings = [*_unplanned(base, "BASE", "warning"), *_unplanned(head, "HEAD", "error")]
    if base.own is not None:
        named = {each.case.id for plan in (base.plan, head.plan) for each in plan.cases}
        findings += _one_sided(base.own, named, "BASE", "warning", "HEAD's suite no longer names it")
    return _of_plans(base.plan, head.plan, findings, len(head.broken))


def side_named(side: str, name: str) -> str:
    """`HEAD, working tree (1a2b3c4d5 + changes)`; a name that begins with the side's own word stands alone."""
    return name if name.startswith(side) else f"{side}, {name}"


def _of_plans(base: Plan, head: Plan, findings: list[Finding], broken: int) -> Matched:
    skipped = {
        planned.case.id: planned.skip_reason for plan in (base, head) for planned in plan.cases if planned.skip_reason
    }
    shared = {each.case.id for each in base.cases} & {each.case.id for each in head.cases}
    findings += _one_sided(base, shared, "BASE", "warning", "HEAD no longer has what it needs, or calls it otherwise")
    findings += _one_sided(head, shared, "HEAD", "info", "there is nothing to hold it against yet")
    findings += _skipped(head, {key: reason for key, reason in skipped.items() if key in shared})
    kept = shared - skipped.keys()
    if not kept:
        reasons = "; ".join(dict.fromkeys(skipped.values())) or "the two sides have no case in common"
        raise NothingToDecide(
            f"there is no case to check: {reasons}", "see what could run: workbench run SUITE --dry-run"
        )
    return Matched(_kept(base, kept), _kept(head, kept), tuple(findings), broken)


def _kept(plan: Plan, case_ids: set[str]) -> Plan:
    return replace(plan, cases=tuple(each for each in plan.cases if each.case.id in case_ids))


def _joined(plans: Sequence[Plan], target: Target) -> Plan:
    cases = {planned.case.id: planned for plan in plans for planned in plan.cases}
    environments = {name: spec for plan in plans for name, spec in plan.environments.items()}
    notes = tuple(dict.fromkeys(note for plan in plans for note in plan.notes))
    return replace(plans[0], cases=tuple(cases.values()), environments=environments, notes=notes, source=target.text)


def _unplanned(side: Planned, name: str, severity: str) -> list[Finding]:
    if not side.broken:
        return []
    told = "; ".join(dict.fromkeys(each.message for error in side.broken.values() for each in error.complaints))
    message = f"{counted(len(side.broken), 'block')} of the suite can't be launched on {name}: {told}."
    remedy = "What HEAD lacks or breaks is no slower and no faster: mend it first." if name == "HEAD" else None
    return [Finding(severity, "broken_side", message, remedy)]


def _one_sided(plan: Plan, shared: set[str], name: str, severity: str, means: str) -> list[Finding]:
    alone = [planned.case for planned in plan.cases if planned.case.id not in shared]
    if not alone:
        return []
    names = CaseNames(planned.case for planned in plan.cases)
    told = _listed([names.full(case) for case in alone])
    message = f"{counted(len(alone), 'case')} only in {name} ({told}): {means}."
    return [Finding(severity, "one_sided_cases", message, None, tuple(case.id for case in alone))]


def _skipped(plan: Plan, reasons: Mapping[str, str | None]) -> list[Finding]:
    if not reasons:
        return []
    names = CaseNames(planned.case for planned in plan.cases)
    told = _listed([names.full(planned.case) for planned in plan.cases if planned.case.id in reasons])
    why = "; ".join(dict.fromkeys(reason for reason in reasons.values() if reason))
    message = f"{counted(len(reasons), 'case')} can't run here and were not checked ({told}): {why}."
    return [Finding("warning", "skipped", message, None, tuple(reasons))]


def _told(errors: Iterable[ConfigurationError]) -> str:
    return "\n".join(dict.fromkeys(str(each) for error in errors for each in error.complaints))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
