"""A workload's data: made once, in a child, never measured; then the same bytes for every trial."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

from workbench.errors import WorkbenchError
from workbench.model.description import Describe, Description, Question
from workbench.model.plan import OURS, Plan, PlannedCase
from workbench.running.requests import prepare_request
from workbench.running.runner import Runner
from workbench.store.cache import DataCache, content_key


@dataclass(frozen=True)
class Prepared:
    """Where a workload's data lies, and the SHA-256 over it."""

    folder: str
    data_hash: str


@dataclass(frozen=True)
class NotPrepared:
    """Why the data could not be made."""

    reason: str


def prepare_data(
    plan: Plan, runner: Runner, describe: Describe, cache: DataCache, tell: Callable[[str], None]
) -> dict[str, Union[Prepared, NotPrepared]]:
    """Make what is not in the cache yet; by case id. `tell` is called with a workload's label before it is made.

    Data is always made by our own interpreter, so that all environments read the same bytes.
    """
    found: dict[str, Union[Prepared, NotPrepared]] = {}
    by_case: dict[str, Union[Prepared, NotPrepared]] = {}
    for planned in plan.cases:
        if planned.skip_reason is not None:
            continue
        description = describe([Question(planned.workload, planned.case.parameters)], OURS)[0]
        if description.error is not None:
            by_case[planned.case.id] = NotPrepared(f"the data could not be made: {description.error}")
            continue
        if not description.has_data:
            continue
        key = _data_key(planned, description)
        if key not in found:
            found[key] = _prepare(planned, key, runner, cache, tell)
        by_case[planned.case.id] = found[key]
    return by_case


def _prepare(
    planned: PlannedCase, key: str, runner: Runner, cache: DataCache, tell: Callable[[str], None]
) -> Union[Prepared, NotPrepared]:
    workload, parameters = planned.workload, planned.case.parameters

    def make(folder: str) -> None:
        tell(" ".join([workload.name, *(f"{name}={value}" for name, value in parameters.items())]))
        runner.ask(prepare_request(workload, parameters, folder), [workload])

    try:
        entry = cache.fill(workload.name, key, make)
    except WorkbenchError as error:
        return NotPrepared(f"the data could not be made: {error}")
    return Prepared(entry.folder, entry.data_hash)


def _data_key(planned: PlannedCase, description: Description) -> str:
    """What determines the data: the code that makes it, its parameters, and what the workload says besides."""
    return content_key(
        {
            "workload": planned.workload.name,
            "code": _code_hash(planned.workload.module) if planned.workload.path is None else "",
            "parameters": json.dumps(dict(planned.case.parameters), sort_keys=True),
            "key": description.key,
        }
    )


def _code_hash(module: str) -> str:
    """SHA-256 of a plug-in's file and of what its room shares: data made by other code is other data."""
    digest = hashlib.sha256()
    for path in _sources(module):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _sources(module: str) -> list[str]:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return []
    folder = os.path.dirname(spec.origin)
    shared = (name for name in sorted(os.listdir(folder)) if name.startswith("_") and name.endswith(".py"))
    return [spec.origin, *(os.path.join(folder, name) for name in shared)]
