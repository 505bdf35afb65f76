"""Clusters are asked what they have by a child, in the environment of their cases, before any trial."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from workbench import registry
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, PartAsked, Survey
from workbench.model.event import RunEvent, WaitingForJobs
from workbench.model.plan import EnvironmentSpec, Plan, PlannedCase
from workbench.planning.clustering import ClusterReach, Surveyor, unsurveyed
from workbench.running.requests import survey_request
from workbench.running.runner import ChildFailed, Runner
from workbench.sessions.practising import practice_accesses
from workbench.store.cache import default_root

MOST_SECONDS = 180.0


def _unheard(event: RunEvent) -> None:
    """Where nobody watches."""


def survey_through(runner: Runner, tell: Callable[[RunEvent], None] = _unheard, submit: bool = True) -> Surveyor:
    """A function for planning that asks by `runner`.

    A cluster that jobs bring up is brought up for it, and stands until the runner leaves; without `submit` it isn't
    asked.
    """

    def survey(access: Access, asked: Sequence[PartAsked], environment: EnvironmentSpec) -> Survey:
        if access.jobs is not None and not submit:
            return unsurveyed(access, asked, environment)
        if access.jobs is not None:
            tell(WaitingForJobs(access.jobs.system, access.jobs.nodes, access.jobs.wait_seconds))
        reference = registry.resolve("cluster", access.engine)
        try:
            access = runner.reached(access, environment.interpreter, environment.variables)
        except WorkbenchError as error:
            return Survey(error=str(error) if error.remedy is None else f"{error}; {error.remedy}")
        try:
            answer = runner.ask(
                survey_request(access, reference, asked, default_root()),
                interpreter=environment.interpreter,
                timeout_seconds=MOST_SECONDS,
                variables=environment.variables,
            )
        except ChildFailed as failed:
            return Survey(error=str(failed) if failed.remedy is None else f"{failed}; {failed.remedy}")
        return msgspec.convert(answer["answers"], Survey)

    return survey


def reaching(runner: Runner, tell: Callable[[RunEvent], None] = _unheard, submit: bool = True) -> ClusterReach:
    """How a plan's clusters are reached. Without `submit` no jobs are: only what stands is asked."""
    return ClusterReach(survey_through(runner, tell, submit), practice=practice_accesses)


def check_clusters(plan: Plan, survey: Surveyor) -> None:
    """Ask again for all that the cases of a plan want. Raises WorkbenchError for the first that can't be had."""
    for planned in plan.cases:
        reason = None if planned.skip_reason is not None else _refusal(plan, planned, survey)
        if reason is not None:
            raise WorkbenchError(f"{_named(plan, planned)} can't be used: {reason}")


def check_still_there(plan: Plan, planned: PlannedCase, survey: Surveyor) -> None:
    """After a trial that went wrong: whether its cluster can still give what its case wants, or none will go better.

    Raises WorkbenchError where it can't.
    """
    reason = _refusal(plan, planned, survey)
    if reason is not None:
        raise WorkbenchError(
            f"{_named(plan, planned)} can't be used any more, so the run stops here: {reason}",
            "what was recorded is kept: mend it (workbench cluster fault NAME heal), then workbench run --resume",
        )


def _refusal(plan: Plan, planned: PlannedCase, survey: Surveyor) -> str | None:
    """Why the cluster of that case can't give what it wants; None where it can, or the case wants none."""
    case = planned.case
    access = plan.access(case)
    if access is None:
        return None
    nodes = None if case.cluster is None else case.resources.nodes
    asked = [PartAsked(case.resources.workers, nodes, planned.shares_files)]
    answer = survey(access, asked, plan.environment(case.environment))
    return answer.error or next(filter(None, answer.refusals), None)


def _named(plan: Plan, planned: PlannedCase) -> str:
    access = plan.access(planned.case)
    return f"cluster {planned.case.cluster or (access.address if access else '')}"
