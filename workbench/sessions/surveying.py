"""Clusters are asked what they have by a child, in the environment of their cases, before any trial."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from workbench import registry
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, PartAsked, Survey
from workbench.model.plan import EnvironmentSpec, Plan
from workbench.planning.clustering import ClusterReach, Surveyor
from workbench.running.requests import survey_request
from workbench.running.runner import ChildFailed, Runner
from workbench.sessions.practising import practice_accesses

MOST_SECONDS = 180.0


def survey_through(runner: Runner) -> Surveyor:
    """A function for planning that asks by `runner`."""

    def survey(access: Access, asked: Sequence[PartAsked], environment: EnvironmentSpec) -> Survey:
        reference = registry.resolve("cluster", access.engine)
        try:
            answer = runner.ask(
                survey_request(access, reference, asked),
                interpreter=environment.interpreter,
                timeout_seconds=MOST_SECONDS,
                variables=environment.variables,
            )
        except ChildFailed as failed:
            return Survey(error=str(failed) if failed.remedy is None else f"{failed}; {failed.remedy}")
        return msgspec.convert(answer["answers"], Survey)

    return survey


def reaching(runner: Runner) -> ClusterReach:
    """How a plan's clusters are reached."""
    return ClusterReach(survey_through(runner), practice=practice_accesses)


def check_clusters(plan: Plan, survey: Surveyor) -> None:
    """Ask again for all that the cases of a plan want. Raises WorkbenchError for the first that can't be had."""
    for planned in plan.cases:
        access = plan.access(planned.case)
        if access is None or planned.skip_reason is not None:
            continue
        case = planned.case
        nodes = None if case.cluster is None else case.resources.nodes
        asked = [PartAsked(case.resources.workers, nodes)]
        answer = survey(access, asked, plan.environment(case.environment))
        reason = answer.error or next(filter(None, answer.refusals), None)
        if reason is not None:
            raise WorkbenchError(f"cluster {case.cluster or access.address} can't be used: {reason}")
