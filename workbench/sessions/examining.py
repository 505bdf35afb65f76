"""Looks at a cluster before anything is measured on it."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Sequence

import msgspec

from workbench import registry
from workbench.analysis.unlike import unlike
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access, Survey
from workbench.model.event import RunEvent
from workbench.model.examination import ClusterDiagnosis, Examination, ExaminedNode
from workbench.model.run import Machine
from workbench.planning.clustering import parse_cluster
from workbench.planning.surveying import differences
from workbench.running.requests import examine_request
from workbench.running.runner import ChildFailed, Runner
from workbench.sessions.engine_environment import engine_environment
from workbench.sessions.environments import building
from workbench.sessions.practising import practice_accesses
from workbench.store.environments import EnvironmentCache, default_root

MOST_SECONDS = 600.0


def examine_cluster(named: str, folder: str = ".", tell: Callable[[RunEvent], None] | None = None) -> ClusterDiagnosis:
    """The cluster of that name: a practice cluster's `lab` or `lab/ray`, or `dask:tcp://10.0.0.1:8786`.

    It is asked from the environment that cases run in there; `tell` hears that it is built. Raises WorkbenchError where
    it can't be reached.
    """
    access = _access(named)
    with (
        EnvironmentCache(default_root()) as cache,
        Runner() as runner,
        tempfile.NamedTemporaryFile("w", dir=folder, prefix=".workbench-shared-") as shared,
    ):
        shared.write(secrets.token_hex(8))
        shared.flush()
        access = runner.reached(access)
        environment, found = engine_environment(access.engine, building(cache, tell or _silent))
        request = examine_request(access, registry.resolve("cluster", access.engine), os.path.abspath(shared.name))
        try:
            answer = runner.ask(
                request, interpreter=found.interpreter, timeout_seconds=MOST_SECONDS, variables=found.variables
            )["answers"]
        except ChildFailed as failed:
            raise WorkbenchError(f"cluster {named} could not be examined: {failed}") from failed
    survey = msgspec.convert({key: value for key, value in answer.items() if key != "examination"}, Survey)
    if survey.error is not None:
        raise WorkbenchError(f"cluster {named} can't be used: {survey.error}")
    examined = msgspec.convert(answer.get("examination", {}), Examination)
    return ClusterDiagnosis(
        access.engine,
        access.address,
        os.path.abspath(folder),
        survey.nodes,
        survey.versions,
        tuple(differences(survey, environment)),
        tuple(unlike(_machines(examined.nodes, {node.id: node.name or node.address for node in survey.nodes}))),
        examined,
    )


def _silent(event: RunEvent) -> None:
    """Tells nobody."""


def _access(named: str) -> Access:
    engine, colon, address = named.partition(":")
    if colon:
        try:
            return parse_cluster(f"x={engine}:{address}", registry.catalogue("cluster"))[1]
        except ValueError as error:
            raise WorkbenchError(f"--cluster: {error}") from error
    name, _, wanted = named.partition("/")
    found = practice_accesses(name)
    if (wanted and wanted not in found) or (not wanted and len(found) != 1):
        raise WorkbenchError(
            f"practice cluster {name} runs {', '.join(found)}", f"say which: {name}/{next(iter(found))}"
        )
    return found[wanted or next(iter(found))]


def _machines(nodes: Sequence[ExaminedNode], names: dict[str, str]) -> list[tuple[str, Machine]]:
    return [(names[node.id], node.machine) for node in nodes if node.machine is not None]
