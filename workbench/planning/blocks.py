"""Reading one `[[cases]]` block."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from workbench.model.case import Scalar
from workbench.model.device import read_device
from workbench.planning.clustering import read_part
from workbench.planning.complaints import listed, shown
from workbench.planning.limiting import LIMIT_KEYS, read_limits
from workbench.planning.positions import Path
from workbench.planning.requests import BackendRequest, CaseRequest, SolverRequest
from workbench.planning.tables import Table
from workbench.registry import is_path

T = TypeVar("T")

MOST_WORKERS = 4096
CORES = "cores"
"""Stands for as many workers or threads as this process may use CPUs."""
WORKLOAD_OF_DATA = "table"
WORKLOAD_OF_COMMAND = "command"
WORKLOAD_OF_ASV = "asv"
SOLVER_OF_ESTIMATOR = "estimator"

_WHAT = ("workload", "command", "function", "data", "asv")
_WHO = ("solvers", "solver", "estimator")
_KEYS = (
    *_WHAT,
    "parameters",
    *_WHO,
    "solver_parameters",
    "backends",
    "backend",
    "start_methods",
    "start_method",
    "workers",
    "grows",
    "threads",
    "threads_per_worker",
    "devices",
    "device",
    "environments",
    "environment",
    "clusters",
    "cluster",
    "nodes",
    "workers_per_node",
    *LIMIT_KEYS,
)


def read_block(table: Table, folder: str) -> CaseRequest | None:
    """What a `[[cases]]` table asks for, or None where it doesn't say (usably) what to run."""
    table.allow(_KEYS, "[[cases]]")
    what = table.one_of(_WHAT, "[[cases]]")
    workload = None if what is None else _READ_WORKLOAD[what](table, folder)
    name, fixed = workload or ("", {})
    clusters, nodes, workers_per_node = read_part(table)
    request = CaseRequest(
        name,
        table.at(what or "workload"),
        table.path,
        fixed,
        parameters=table.scalars("parameters"),
        solvers=_solvers(table),
        backends=_either(table, "backends", "backend", _backends) or (),
        start_methods=_either(table, "start_methods", "start_method", Table.texts) or (),
        workers=_threads(table, "workers") or (1,),
        grows=table.texts("grows"),
        threads=_either(table, "threads", "threads_per_worker", _threads) or (1,),
        devices=_either(table, "devices", "device", _devices) or (),
        environments=_either(table, "environments", "environment", Table.texts) or (),
        limits=read_limits(table),
        clusters=clusters,
        nodes=nodes,
        workers_per_node=workers_per_node,
    )
    return None if workload is None else request


_Workload = tuple[str, dict[str, Scalar]]


def _named_workload(table: Table, _: str) -> _Workload | None:
    name = table.text("workload")
    return None if name is None else (name, {})


def _function(table: Table, _: str) -> _Workload | None:
    name = table.text("function")
    if name is not None and not is_path(name):
        table.complaints.add(
            table.at("function"), "`function` is %s; allowed: a function in a file" % shown(name), _FUNCTION_REMEDY
        )
        return None
    return None if name is None else (name, {})


_FUNCTION_REMEDY = 'write it as "./mine.py:function"'


def _command(table: Table, _: str) -> _Workload | None:
    words = table.values["command"]
    if not (isinstance(words, list) and words and all(isinstance(word, str) and "\0" not in word for word in words)):
        table.complaints.add(
            table.at("command"),
            "`command` is %s; allowed: a list of words" % shown(words),
            'write it as ["python", "train.py", "--jobs", "{workers}"]',
        )
        return None
    return WORKLOAD_OF_COMMAND, {"command": " ".join(map(_quoted, words))}


def _quoted(word: str) -> str:
    """The word as a shell's line has it, but `{workers}` stays readable."""
    return word if re.fullmatch(r"[\w@%+=:,./{}-]+", word, re.ASCII) else shlex.quote(word)


def _data(table: Table, folder: str) -> _Workload | None:
    inner = table.table("data")
    if inner is None:
        return None
    inner.allow(("path", "target", "task"), "`data`")
    for key in ("path", "target"):
        if key not in inner:
            table.complaints.add(inner.path, "`data` has no `%s`" % key, 'write { path = "mine.csv", target = "y" }')
    fixed: dict[str, Scalar] = {key: text for key in ("target", "task") if (text := inner.text(key)) is not None}
    path = inner.text("path")
    if path is None:
        return None
    resolved = os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
    if not os.path.isfile(resolved):
        found = "is a folder" if os.path.isdir(resolved) else "does not exist"
        inner.complaints.add(inner.at("path"), "data file %s %s (looked at %s)" % (shown(path), found, shown(resolved)))
        return None
    return WORKLOAD_OF_DATA, {"path": _from_here(resolved), **fixed}


def _asv(table: Table, folder: str) -> _Workload | None:
    """A folder of asv's benchmarks, or `{ folder, match }`."""
    inner, match = table, ""
    key = "asv"
    if isinstance(table.values["asv"], dict):
        found = table.table("asv")
        if found is None:
            return None
        found.allow(("folder", "match"), "`asv`")
        inner, key, match = found, "folder", found.text("match") or "" if "match" in found else ""
        if "folder" not in found:
            table.complaints.add(found.path, "`asv` has no `folder`", 'write { folder = "./benchmarks", match = "…" }')
            return None
    path = inner.text(key)
    if path is None:
        return None
    resolved = os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
    if not os.path.isdir(resolved):
        inner.complaints.add(inner.at(key), "there is no folder %s (looked at %s)" % (shown(path), shown(resolved)))
        return None
    return WORKLOAD_OF_ASV, {"folder": _from_here(resolved), "match": match}


def _from_here(path: str) -> str:
    """Relative to where workbench runs, if it lies below: then the case has the same name on another machine."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


_READ_WORKLOAD: dict[str, Callable[[Table, str], _Workload | None]] = {
    "workload": _named_workload,
    "function": _function,
    "command": _command,
    "data": _data,
    "asv": _asv,
}


def _solvers(table: Table) -> tuple[SolverRequest, ...]:
    present = [key for key in _WHO if key in table]
    key = table.one_of(_WHO, "[[cases]]") if present else None
    if "solver_parameters" in table and key in {None, "solvers"}:
        table.complaints.add(
            table.at("solver_parameters"),
            "`solver_parameters` goes with `solver` or `estimator`",
            'in `solvers`, write { name = "…", parameters = { … } }',
        )
    if key is None:
        return ()
    if key != "estimator":
        return _listed(table, key, lambda item, at: _solver(table, item, at))
    dotted = table.text("estimator")
    request = _with_block_parameters(table, SOLVER_OF_ESTIMATOR, table.at(key))
    return () if dotted is None else (_of_estimator(dotted, request),)


def _of_estimator(dotted: str, request: SolverRequest) -> SolverRequest:
    """The solver that is any estimator with scikit-learn's interface, by its dotted path."""
    return replace(request, parameters={"path": (dotted,), **request.parameters})


def _with_block_parameters(table: Table, name: str, at: Path) -> SolverRequest:
    return SolverRequest(name, at, table.scalars("solver_parameters"), table.at("solver_parameters"))


def _solver(table: Table, item: Any, at: Path) -> SolverRequest | None:
    if isinstance(item, str) and item.strip():
        return _with_block_parameters(table, item, at)
    if not isinstance(item, dict):
        table.complaints.add(at, "a solver is %s; allowed: a name or a table" % shown(item), _SOLVER_REMEDY)
        return None
    inner = Table(item, at, table.complaints)
    inner.allow(("name", "estimator", "parameters"), "a solver")
    key = inner.one_of(("name", "estimator"), "a solver")
    text = None if key is None else inner.text(key)
    parameters = inner.scalars("parameters")
    if text is None:
        return None
    if key == "estimator":
        return _of_estimator(text, SolverRequest(SOLVER_OF_ESTIMATOR, at, parameters, inner.at("parameters")))
    return SolverRequest(text, at, parameters, inner.at("parameters"))


_SOLVER_REMEDY = 'write "sklearn.Ridge[saga]" or { name = "sklearn.Ridge[saga]", parameters = { alpha = 2.0 } }'


def _backends(table: Table, key: str) -> tuple[BackendRequest, ...]:
    return _listed(table, key, lambda item, at: _backend(table, item, at))


def _backend(table: Table, item: Any, at: Path) -> BackendRequest | None:
    if isinstance(item, str) and item.strip():
        return BackendRequest(item, at)
    if not isinstance(item, dict):
        table.complaints.add(
            at,
            "a backend is %s; allowed: a name or a table" % shown(item),
            'write "loky" or { name = "multiprocessing", start_method = ["fork", "spawn"] }',
        )
        return None
    inner = Table(item, at, table.complaints)
    inner.allow(("name", "start_method", "start_methods", "address"), "a backend")
    name = inner.text("name")
    if "name" not in inner:
        inner.complaints.add(at, "a backend has no `name`", 'write { name = "dask", address = "tcp://…" }')
    methods = _either(inner, "start_methods", "start_method", Table.texts) or ()
    return None if name is None else BackendRequest(name, at, methods, inner.text("address"))


def _listed(table: Table, key: str, read: Callable[[Any, Path], T | None]) -> tuple[T, ...]:
    """One item or a list of them, each with its own line."""
    found = table.values[key]
    if not isinstance(found, list):
        item = read(found, table.at(key))
        return () if item is None else (item,)
    if not found:
        table.complaints.add(table.at(key), "`%s` is an empty list" % key, "name at least one, or leave the key out")
    for index, item in enumerate(found):
        if item in found[:index]:
            table.complaints.add((*table.at(key), index), "`%s` names %s twice" % (key, shown(item)))
    items = [read(item, (*table.at(key), index)) for index, item in enumerate(found)]
    return tuple(item for item in items if item is not None)


def _threads(table: Table, key: str) -> tuple[int, ...]:
    return table.counts(key, 1, MOST_WORKERS, {CORES: usable_cores()})


def usable_cores() -> int:
    """How many of the machine's CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _devices(table: Table, key: str) -> tuple[str, ...]:
    return table.several(key, read_device, _DEVICES_WHAT)


_DEVICES_WHAT = '"cpu", "cuda", "cuda:0"; or lists such as ["cuda:0", "cuda:1"] for several cards at once'


def _either(table: Table, key: str, other: str, read: Callable[[Table, str], T]) -> T | None:
    """What stands under one of two spellings; both at once is a complaint."""
    if key in table and other in table:
        table.complaints.add(table.at(other), "%s say the same thing twice" % listed((key, other)))
    written = key if key in table else other
    return read(table, written) if written in table else None
