"""What a suite asks for, in its own words: read and typed, nothing looked up yet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.model.case import Scalar
from workbench.model.cluster import Access
from workbench.model.plan import MeasureSettings
from workbench.planning.limiting import LimitChoices
from workbench.planning.positions import Path

Choices = Mapping[str, tuple[Scalar, ...]]
"""Parameter → the values it takes, one after the other."""


@dataclass(frozen=True)
class SolverRequest:
    """A solver by name, as it stands at `at`, with what its parameters at `parameters_at` choose from."""

    name: str
    at: Path
    parameters: Choices = field(default_factory=dict)
    parameters_at: Path = ()


@dataclass(frozen=True)
class BackendRequest:
    """A backend by name; `start_methods` is empty where only the block's (or nobody's) word counts.

    `cluster` is the name of the one that it runs on; `not_up` says why it can't for now.
    """

    name: str
    at: Path
    start_methods: tuple[str, ...] = ()
    address: str | None = None
    cluster: str | None = None
    not_up: str | None = None


@dataclass(frozen=True)
class EnvironmentRequest:
    """An environment's kind (the plug-in that finds its interpreter), what to tell that, and variables to set.

    `value` is empty where the suite names no interpreter: it is then the one that runs workbench. `requirements`,
    `options` and `needs` as in EnvironmentSpec.
    """

    kind: str
    value: str
    at: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRequest:
    """One `[[cases]]` block at `at`. Its lists multiply.

    `fixed` are parameters that follow from the block's own words (`data`, `command`); `grows` names those that are
    multiplied by the workers (weak scaling). Without `environments` each plug-in runs in the one it declares, and in
    `default` where it declares none; without `devices` on the first that its solver can compute on. On `clusters` it
    has `nodes` times `workers_per_node` workers.
    """

    workload: str
    workload_at: Path
    at: Path
    fixed: Mapping[str, Scalar] = field(default_factory=dict)
    parameters: Choices = field(default_factory=dict)
    solvers: tuple[SolverRequest, ...] = ()
    backends: tuple[BackendRequest, ...] = ()
    start_methods: tuple[str, ...] = ()
    workers: tuple[int, ...] = (1,)
    grows: tuple[str, ...] = ()
    threads: tuple[int, ...] = (1,)
    devices: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    limits: LimitChoices = field(default_factory=LimitChoices)
    clusters: tuple[str, ...] = ()
    nodes: tuple[int, ...] = (1,)
    workers_per_node: tuple[int, ...] = (1,)

    def every_worker_count(self) -> tuple[int, ...]:
        """Of its cases, on this machine and on clusters; each once."""
        parts = [nodes * share for nodes in self.nodes for share in self.workers_per_node] if self.clusters else []
        return tuple(dict.fromkeys((*self.workers, *parts)))

    def first_choice(self) -> dict[str, Scalar]:
        """The parameters of its first case."""
        return {**self.fixed, **{name: values[0] for name, values in self.parameters.items()}}

    def size(self) -> int:
        """How many combinations it asks for, before anything is left out."""
        solvers = sum(_product(solver.parameters.values()) for solver in self.solvers) or 1
        local = [backend for backend in self.backends if backend.cluster is None]
        methods = [backend.start_methods or self.start_methods for backend in local]
        places = sum(len(each) or 1 for each in methods) * len(self.workers)
        places += (len(self.backends) - len(local)) * len(self.nodes) * len(self.workers_per_node)
        axes = (self.threads, self.devices or ("",), self.environments or ("",), *self.parameters.values())
        return solvers * (places or len(self.workers)) * _product(axes) * self.limits.size()


@dataclass(frozen=True)
class SuiteRequest:
    """A whole suite."""

    name: str
    cases: tuple[CaseRequest, ...]
    measure: MeasureSettings
    environments: Mapping[str, EnvironmentRequest]
    install: tuple[str, ...] = ()
    clusters: Mapping[str, Access] = field(default_factory=dict)
    cluster_places: Mapping[str, Path] = field(default_factory=dict)


def _product(axes: Iterable[Sequence[object]]) -> int:
    return math.prod(len(axis) for axis in axes)
