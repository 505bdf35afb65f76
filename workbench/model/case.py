"""A case: what is measured. Two cases with the same content have the same id, on any machine and in any run."""

from __future__ import annotations

import collections.abc
import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, Union

from workbench.model.device import CPU
from workbench.model.units import exact_bytes

Scalar = Union[str, int, float, bool]
"""A parameter's value: what TOML and JSON both hold without loss."""


@dataclass(frozen=True)
class Resources:
    """What a case is given. `None` means: not limited.

    `cpu_set` names the CPUs it may run on, in the kernel's list format (`0-3,8`). `cpu_limit_per_worker_cores` limits
    the main process and every worker by itself, each on one CPU, as containers of one worker each would be.
    """

    workers: int = 1
    threads_per_worker: int = 1
    nodes: int = 1
    device: str = "cpu"
    cpu_limit_cores: Optional[float] = None
    memory_limit_bytes: Optional[int] = None
    cpu_set: Optional[str] = None
    cpu_limit_per_worker_cores: Optional[float] = None

    def limits(self) -> Dict[str, Scalar]:
        """The limits that are set, by the names a suite gives them; empty for a case without any."""
        every: Dict[str, Optional[Scalar]] = {
            "cpu_limit": self.cpu_limit_cores,
            "cpu_set": self.cpu_set,
            "memory_limit": self.memory_limit_bytes,
            "cpu_limit_per_worker": self.cpu_limit_per_worker_cores,
        }
        return {name: value for name, value in every.items() if value is not None}

    def limits_label(self) -> Tuple[str, ...]:
        """The limits in a few words each: `0.5 cores`, `CPUs 0-3`, `512 MiB`, `0.2 cores each`."""
        found = []
        if self.cpu_limit_cores is not None:
            found.append(_cores(self.cpu_limit_cores))
        if self.cpu_set is not None:
            found.append("CPUs " + self.cpu_set)
        if self.memory_limit_bytes is not None:
            found.append(exact_bytes(self.memory_limit_bytes))
        if self.cpu_limit_per_worker_cores is not None:
            found.append(_cores(self.cpu_limit_per_worker_cores) + " each")
        return tuple(found)


@dataclass(frozen=True)
class Case:
    """Workload × its parameters × solver × backend × resources × environment.

    `solver` is None where the workload does its own work (a function, a command, `waiting`).
    A case is what a suite says, no more: the code and the data behind its names are facts beside it, so that
    the same case of two revisions, or in two environments, is one and the same. For that reason `workload_name` and
    `solver_name`, what a person's own file (or an estimator's path) calls itself, are shown but are no part of it.
    `cluster` is the name of the cluster that it runs on, whose backend `backend` is; None: this machine, or an address.
    `grows` names the parameters that are in proportion to the workers (weak scaling): `parameters` holds them as they
    are at this worker count.
    """

    workload: str
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    solver: Optional[str] = None
    solver_parameters: Mapping[str, Scalar] = field(default_factory=dict)
    backend: str = "serial"
    start_method: Optional[str] = None
    address: Optional[str] = None
    resources: Resources = field(default_factory=Resources)
    environment: str = "default"
    workload_name: Optional[str] = None
    solver_name: Optional[str] = None
    grows: Tuple[str, ...] = ()
    cluster: Optional[str] = None

    @property
    def workload_title(self) -> str:
        """What a report calls the workload."""
        return self.workload_name or self.workload

    @property
    def workload_settings(self) -> Mapping[str, Scalar]:
        """The workload's parameters without one that its title says already."""
        if self.workload_name is None:
            return self.parameters
        return {name: value for name, value in self.parameters.items() if value != self.workload_name}

    @property
    def solver_title(self) -> Optional[str]:
        """What a report calls the solver."""
        return self.solver_name or self.solver

    @property
    def solver_settings(self) -> Mapping[str, Scalar]:
        """The solver's parameters without one that its title says already."""
        return {name: value for name, value in self.solver_parameters.items() if value != self.solver_name}

    @cached_property
    def id(self) -> str:
        """12 hex digits of the SHA-256 of what the case says.

        Only what differs from its default counts, so that a field added later renames no stored case; `address`,
        where a cluster happens to listen, does not, nor what a file calls itself.
        """
        said = _set_fields(self, without=NOT_OF_THE_CASE)
        said.update({"resources." + name: value for name, value in _set_fields(self.resources).items()})
        return hashlib.sha256(_ENCODER.encode(said).encode()).hexdigest()[:12]

    def problem(self) -> Tuple[str, Tuple[Tuple[str, Scalar], ...]]:
        """What is to be solved: cases of one problem can be held against one another."""
        return self.workload, tuple(sorted(self.parameters.items()))

    def without_workers(self) -> Case:
        """The same case at 1 worker, with its share of what grows: equal for the cases of one scaling series."""
        share = self.parameters
        if self.grows:
            share = {
                name: _share(value, self.resources.workers) if name in self.grows else value
                for name, value in self.parameters.items()
            }
        return replace(self, parameters=share, resources=replace(self.resources, workers=1))

    def series(self) -> Tuple[Any, ...]:
        """A hashable that is equal for the cases of one scaling series, as `without_workers` is, but quick."""
        if self.grows and self.resources.workers != 1:
            return self.without_workers().series()
        return (*map(_hashable, _all_but("resources", self)), *_all_but("workers", self.resources))

    def label(self) -> str:
        """The case in one line: `flights rows=50000 · sklearn.Ridge[saga] · loky · 2 workers`."""
        resources = self.resources
        parts = [_with_parameters(self.workload_title, self.workload_settings)]
        if self.solver_title is not None:
            parts.append(_with_parameters(self.solver_title, self.solver_settings))
        parts.append(self.backend if self.start_method is None else "%s (%s)" % (self.backend, self.start_method))
        parts.append("%d worker%s" % (resources.workers, "" if resources.workers == 1 else "s"))
        if self.cluster is not None:
            parts.append("%d node%s of %s" % (resources.nodes, "" if resources.nodes == 1 else "s", self.cluster))
        if resources.threads_per_worker != 1:
            parts.append("%d threads" % resources.threads_per_worker)
        if resources.device != CPU:
            parts.append("on %s" % resources.device)
        parts.extend(resources.limits_label())
        if self.environment != "default":
            parts.append(self.environment)
        return " · ".join(parts)

    def fields(self) -> Dict[str, Scalar]:
        """The case as flat name → value, the words of `--only` and of a table's columns.

        Parameters keep their own names (a solver's are prefixed `solver.`); what is unset is left out.
        """
        flat: Dict[str, Optional[Scalar]] = {
            "workload": self.workload,
            "solver": self.solver,
            "backend": self.backend,
            "start_method": self.start_method,
            "cluster": self.cluster,
            "environment": self.environment,
        }
        resources = self.resources
        flat["workers"] = resources.workers
        flat["threads"] = resources.threads_per_worker
        flat["nodes"] = resources.nodes
        flat["device"] = resources.device
        flat.update(resources.limits())
        flat.update({"solver." + name: value for name, value in self.solver_parameters.items()})
        flat.update(self.parameters)
        return {name: value for name, value in flat.items() if value is not None}


NOT_OF_THE_CASE = ("address", "resources", "workload_name", "solver_name")
"""Fields that the id leaves out, or takes one by one."""
_ENCODER = json.JSONEncoder(sort_keys=True)


# Reports ask thousands of cases for id and series, so what a class alone says is worked out once, and `Mapping`
# is asked of collections.abc: typing's takes twenty times as long to say that a string is none.
def _all_but(left_out: str, record: Any) -> Tuple[Any, ...]:
    return _getter_of_all_but(left_out, record.__class__)(record)


@lru_cache(maxsize=None)
def _getter_of_all_but(left_out: str, kind: type) -> Callable[[Any], Tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind) if each.name != left_out))


@lru_cache(maxsize=None)
def _defaults(kind: type) -> Tuple[Tuple[str, Any], ...]:
    return tuple((each.name, {} if each.default_factory is not MISSING else each.default) for each in fields(kind))


def _hashable(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return tuple(sorted(value.items())) if isinstance(value, collections.abc.Mapping) else value


def _set_fields(record: Any, without: Tuple[str, ...] = ()) -> Dict[str, Any]:
    """Field → value where that is not the default. Not vars(): a decoder may leave defaults out of it."""
    found = {}
    for name, default in _defaults(record.__class__):
        value = getattr(record, name)
        if name not in without and value != default:
            found[name] = dict(value) if isinstance(value, collections.abc.Mapping) else value
    return found


def _share(value: Scalar, workers: int) -> Scalar:
    """One worker's share of a number, without what multiplying and dividing again leaves behind."""
    return float("%.12g" % (value / workers)) if isinstance(value, (int, float)) else value


def _cores(cores: float) -> str:
    return "%g core%s" % (cores, "" if cores == 1 else "s")


def _with_parameters(name: str, parameters: Mapping[str, Scalar]) -> str:
    return " ".join([name] + ["%s=%s" % (key, value) for key, value in parameters.items() if value != ""])
