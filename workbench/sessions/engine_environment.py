"""The environment that cases run in on an engine's clusters, where they name none: from it a cluster is asked, too."""

from __future__ import annotations

from workbench import registry
from workbench.contracts import missing_need
from workbench.errors import WorkbenchError
from workbench.model.plan import OURS, Build, EnvironmentSpec

DEFAULT = "default"


def engine_environment(engine: str, build: Build) -> tuple[str, EnvironmentSpec]:
    """Its name and what it is: the one that the engine's backend declares, made by `build`, else ours.

    Raises WorkbenchError where the machine lacks what it needs, or `build` has none to be used.
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
    made = build("doctor", {declared.name: wanted})[declared.name]
    if made.unavailable is not None:
        raise WorkbenchError(made.unavailable)
    return declared.name, made
