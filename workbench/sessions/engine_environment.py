"""The environment that cases run in on an engine's clusters, where they name none: from it a cluster is asked, too."""

from __future__ import annotations

from collections.abc import Callable

from workbench import registry
from workbench.contracts import missing_need
from workbench.errors import WorkbenchError
from workbench.model.event import RunEvent
from workbench.model.plan import OURS, EnvironmentSpec
from workbench.sessions.environments import building
from workbench.store.environments import EnvironmentCache

DEFAULT = "default"


def engine_environment(
    engine: str, cache: EnvironmentCache, tell: Callable[[RunEvent], None]
) -> tuple[str, EnvironmentSpec]:
    """Its name and what it is: the one that the engine's backend declares, built where it isn't cached, else ours.

    Raises WorkbenchError where the machine lacks what it needs, or it can't be built.
    """
    declared = registry.load(registry.resolve("backend", engine)).environment
    if declared is None:
        return DEFAULT, OURS
    missing = [reason for need in declared.needs if (reason := missing_need(need, declared.variables)) is not None]
    if missing:
        raise WorkbenchError(f"environment {declared.name} {'; '.join(missing)}")
    wanted = EnvironmentSpec(
        "python",
        declared.python,
        variables=declared.variables,
        requirements=declared.requirements,
        options=declared.options,
        needs=declared.needs,
    )
    made = building(cache, tell)("doctor", {declared.name: wanted})[declared.name]
    if made.unavailable is not None:
        raise WorkbenchError(made.unavailable)
    return declared.name, made
