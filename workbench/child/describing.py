"""What a plug-in says of itself, in the environment it would run in. See workbench.model.description."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any, Dict, List, Mapping

from workbench.child.loading import import_plugin
from workbench.contracts import Backend, Solver, Workload
from workbench.errors import WorkbenchError

CONTRACTS = {"workload": Workload, "solver": Solver, "backend": Backend}


def describe(questions: List[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """An answer a question, in order. What is broken or missing is an answer too."""
    return [_answer(question["reference"], question["parameters"]) for question in questions]


def _answer(reference: Mapping[str, Any], parameters: Mapping[str, Any]) -> Dict[str, Any]:
    try:
        plugin = import_plugin(reference)
        contract = CONTRACTS[reference["kind"]]
        if not (isinstance(plugin, type) and issubclass(plugin, contract)):
            return {"error": "%s is not a workbench.contracts.%s" % (reference["name"], contract.__name__)}
        answer = _describe(reference["kind"], plugin, parameters)
    except WorkbenchError as error:
        return {"error": str(error) + ("" if error.remedy is None else "; " + error.remedy)}
    except Exception as error:  # noqa: BLE001 - whatever a user's file raises is the answer
        return {"error": "%s: %s" % (type(error).__name__, error)}
    if reference["path"] is not None:
        answer["name"] = getattr(plugin, "name", None) or None
        with open(reference["path"], "rb") as source:
            answer["key"] = hashlib.sha256(source.read()).hexdigest() + answer.get("key", "")
    return answer


def _describe(kind: str, plugin: Any, parameters: Mapping[str, Any]) -> Dict[str, Any]:
    declared = plugin.environment
    answer: Dict[str, Any] = {
        "unavailable": plugin.unavailable(),
        "environment": None if declared is None else dataclasses.asdict(declared),
    }
    if kind == "workload":
        return _describe_workload(plugin, parameters, answer)
    if kind == "solver":
        tasks, shares_files = plugin.tasks, False
        if parameters and answer["unavailable"] is None:
            solver = plugin(variant=None, **parameters)
            solver.check()
            tasks, shares_files = solver.tasks, solver.shares_files()
        answer.update(
            parameters=dict(plugin.parameters),
            any_parameters=plugin.any_parameters,
            tasks=list(tasks),
            variants=list(plugin.variants),
            scales_with=plugin.scales_with,
            devices=list(plugin.devices),
            engine=plugin.engine,
            places_data=plugin.places_data,
            shares_files=shares_files,
        )
        return answer
    answer.update(
        start_methods=list(plugin.start_methods),
        max_workers=plugin.max_workers,
        takes_address=plugin.start_on is not Backend.start_on,
        worker_processes=plugin.worker_pids is not Backend.worker_pids,
        places_data=plugin.placing is not Backend.placing,
    )
    return answer


def _describe_workload(plugin: Any, parameters: Mapping[str, Any], answer: Dict[str, Any]) -> Dict[str, Any]:
    answer.update(
        parameters=dict(plugin.parameters),
        any_parameters=plugin.any_parameters,
        uses_backend=plugin.uses_backend,
        max_workers=plugin.max_workers,
    )
    workload = plugin(**parameters)
    answer.update(
        task=workload.task,
        key=workload.key(),
        has_data=plugin.prepare is not Workload.prepare,
        data_bytes=workload.data_bytes(),
        known_serial_fraction=workload.known_serial_fraction(),
        paced=workload.paced(),
        notes=list(workload.notes()),
        stands_for=[dict(each) for each in workload.stands_for()] if answer["unavailable"] is None else [],
    )
    if workload.title is not None:
        answer["name"] = workload.title
    return answer
