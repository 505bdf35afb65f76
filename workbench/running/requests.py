"""What the child is asked, and the environment variables it is given."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Optional

from workbench.model.cluster import Access, PartAsked
from workbench.model.description import Question
from workbench.model.plan import PluginReference, TrialSpec

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "POLARS_MAX_THREADS",
)

Request = dict[str, Any]
PERSON = "WORKBENCH_PERSON_"
"""Before the names of variables that are the person's own, and not the trial's."""


def trial_request(spec: TrialSpec, scratch: str, placement: Optional[Mapping[str, Any]] = None) -> Request:
    """One launch of one case. `placement` says where its workers belong (workbench.child.placing)."""
    case = spec.planned.case
    return {
        "request": "trial",
        "workload": asdict(spec.planned.workload),
        "parameters": dict(case.parameters),
        "data_folder": spec.data_folder,
        "solver": None if spec.planned.solver is None else asdict(spec.planned.solver),
        "solver_parameters": dict(case.solver_parameters),
        "backend": asdict(spec.planned.backend),
        "start_method": case.start_method,
        "cluster": None if spec.planned.cluster is None else asdict(spec.planned.cluster),
        "access": None if spec.access is None else asdict(spec.access),
        "nodes": None if case.cluster is None else case.resources.nodes,
        "trial_id": spec.trial_id,
        "timeout_seconds": spec.measure.timeout_seconds,
        "sample_interval_seconds": spec.measure.sample_interval_seconds,
        "workers": case.resources.workers,
        "threads_per_worker": case.resources.threads_per_worker,
        "device": case.resources.device,
        "memory_limit_bytes": case.resources.memory_limit_bytes,
        "warmups": spec.measure.warmups,
        "repeats": spec.measure.repeats,
        "seed": spec.measure.seed,
        "gil_contention": spec.measure.gil_contention,
        "scratch": scratch,
        "placement": placement,
        "profiled": spec.profile is not None,
        "counter": None if spec.counter is None else {"plugin": asdict(spec.counter), "output": spec.counter_output},
    }


def describe_request(questions: Sequence[Question]) -> Request:
    """What plug-ins say of themselves."""
    return {"request": "describe", "questions": [asdict(question) for question in questions]}


def prepare_request(workload: PluginReference, parameters: Mapping[str, Any], folder: str) -> Request:
    """Make a workload's data in `folder`."""
    return {"request": "prepare", "workload": asdict(workload), "parameters": dict(parameters), "folder": folder}


def survey_request(
    access: Access, cluster: PluginReference, parts: Sequence[PartAsked], shared_folder: str = ""
) -> Request:
    """What a cluster has, and whether it can lend these parts; `shared_folder` is ours, where files may be shared."""
    return {
        "request": "survey",
        "cluster": asdict(cluster),
        "access": asdict(access),
        "parts": [asdict(part) for part in parts],
        "shared_folder": shared_folder,
    }


def examine_request(access: Access, cluster: PluginReference, shared_file: str) -> Request:
    """What a cluster's nodes and links are; `shared_file` is a file that they see where they share this file system."""
    return {
        "request": "examine",
        "cluster": asdict(cluster),
        "access": asdict(access),
        "shared_file": shared_file,
    }


def leftovers_request(spec: TrialSpec) -> Request:
    """End what a trial that was killed left running on the nodes of its cluster."""
    asked = trial_request(spec, "")
    return {"request": "end_leftovers", **{name: asked[name] for name in ("cluster", "access", "trial_id")}}


def warm_request(plugins: Sequence[PluginReference]) -> Request:
    """Import what the trials will import, so that no measured launch compiles bytecode."""
    return {"request": "warm", "plugins": [asdict(plugin) for plugin in plugins]}


def environment_variables(
    inherited: Mapping[str, str], import_folder: str, scratch: str, threads_per_worker: int, interpreter: str = ""
) -> dict[str, str]:
    """The child's environment, which every worker inherits.

    Python's own variables are set aside, so that it is the environment named in the suite that is measured: a
    command gets them back, and a person's file may import from their PYTHONPATH, after everything else.
    Native thread pools get `threads_per_worker` on purpose: left alone, every worker would take all cores.
    Telemetry of the engines is off. Where `interpreter` is a virtual environment's, the programs in that come first
    on PATH: a command's `python`, and the `mpiexec` that a package brings.
    """
    kept = {PERSON + name if name.startswith("PYTHON") else name: value for name, value in inherited.items()}
    kept.update({name: str(threads_per_worker) for name in THREAD_VARIABLES})
    kept.update(
        PYTHONPATH=import_folder,
        TMPDIR=scratch,
        JOBLIB_TEMP_FOLDER=scratch,
        RAY_USAGE_STATS_ENABLED="0",
        WORKBENCH_WORKING_FOLDER=os.getcwd(),
    )
    programs = os.path.dirname(interpreter)
    if programs and os.path.isfile(os.path.join(os.path.dirname(programs), "pyvenv.cfg")):
        kept["PATH"] = os.pathsep.join([programs, inherited.get("PATH", os.defpath)])
    return kept
