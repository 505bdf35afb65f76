"""Holding a block against what its plug-ins say of themselves: every misfit is complained about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.contracts.solver import SCALES_WITH
from workbench.model.case import Scalar
from workbench.model.description import Description
from workbench.model.plan import PluginReference
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.growing import check_growing
from workbench.planning.inquiry import Inquiry
from workbench.planning.lookup import LookedUp
from workbench.planning.parameters import check_choices
from workbench.planning.plugins import Plugins
from workbench.planning.positions import Path
from workbench.planning.requests import BackendRequest, CaseRequest, SolverRequest
from workbench.registry import split_variant


@dataclass(frozen=True)
class Found:
    """A plug-in, what it says of itself, and where the suite names it."""

    reference: PluginReference
    description: Description
    at: Path

    @property
    def name(self) -> str:
        """What a case calls it."""
        return self.reference.name


@dataclass(frozen=True)
class FoundSolver(Found):
    """A solver with the values its parameters take."""

    choices: Mapping[str, tuple[Scalar, ...]]


@dataclass(frozen=True)
class FoundBackend(Found):
    """A backend with the start methods it is run with (None alone where it has none).

    At an address, or on a cluster of that name, `cluster_plugin` speaks to the cluster. `not_up`: it can't for now.
    """

    start_methods: tuple[str | None, ...]
    address: str | None = None
    cluster: str | None = None
    cluster_plugin: PluginReference | None = None
    not_up: str | None = None


@dataclass(frozen=True)
class Block:
    """One `[[cases]]` block in one environment, ready to be multiplied.

    `serial` is for solvers without workers, `own` for those that start theirs.
    """

    request: CaseRequest
    environment: str
    workload: Found
    choices: Mapping[str, tuple[Scalar, ...]]
    solvers: tuple[FoundSolver, ...]
    backends: tuple[FoundBackend, ...]
    serial: FoundBackend
    own: FoundBackend


_OF_THE_SOLVER = (
    "what a solver or an estimator takes stands in `solver_parameters` (in `solvers`: { name = …, parameters = … })"
)


class Resolution:
    """Checks looked-up blocks against the answers of an inquiry that was asked their questions."""

    def __init__(self, plugins: Plugins, inquiry: Inquiry, complaints: Complaints) -> None:
        self._plugins = plugins
        self._inquiry = inquiry
        self._complaints = complaints

    def block(self, looked_up: LookedUp) -> Block | None:
        """The block, or None where its workload can't be used."""
        request, environment = looked_up.request, looked_up.environment
        description = self._workload(looked_up)
        if self._is_broken("workload", request.workload, description, request.workload_at):
            return None
        workload = Found(looked_up.workload, description, request.workload_at)
        solvers = [self._solver(solver, found, environment) for solver, found in looked_up.solvers]
        usable = tuple(solver for solver in solvers if solver is not None)
        self._check_tasks(request, workload, usable)
        check_growing(request, description, self._complaints)
        backends = self._backends(looked_up, workload)
        self._check_placing(usable, backends)
        return Block(
            request,
            environment,
            workload,
            self._choices(request, workload),
            usable,
            backends,
            serial=self._unnamed(looked_up.serial, looked_up),
            own=self._unnamed(looked_up.own, looked_up),
        )

    def _workload(self, looked_up: LookedUp) -> Description:
        """What the workload says of its defaults or, where it has parameters without one, of the first case."""
        place = looked_up.environment, looked_up.workload
        of_defaults = self._inquiry.answer(*place, looked_up.request.fixed)
        return (
            of_defaults if of_defaults.error is None else self._inquiry.answer(*place, looked_up.request.first_choice())
        )

    def _choices(self, request: CaseRequest, workload: Found) -> dict[str, tuple[Scalar, ...]]:
        at = (*request.at, "parameters")
        for name in request.parameters:
            if name in request.fixed:
                self._complaints.add((*at, name), "parameter `%s` is set by the block itself" % name)
        return {
            **{name: (value,) for name, value in request.fixed.items()},
            **check_choices(
                request.parameters,
                workload.description,
                request.workload,
                at,
                self._complaints,
                _OF_THE_SOLVER if request.solvers else None,
            ),
        }

    def _solver(self, request: SolverRequest, reference: PluginReference, environment: str) -> FoundSolver | None:
        description = self._inquiry.answer(environment, reference)
        if self._is_broken("solver", request.name, description, request.at):
            return None
        base, variant = split_variant(request.name)
        if variant is None and description.variants:
            variant = description.variants[0]
            reference = replace(reference, name="%s[%s]" % (base, variant), variant=variant)
        elif variant is not None and variant not in description.variants:
            self._complaints.unknown(request.at, "variant of %s" % shown(base), variant, description.variants)
        if description.scales_with not in SCALES_WITH:
            self._complaints.unknown(
                request.at, "scales_with of solver %s:" % shown(base), description.scales_with, SCALES_WITH
            )
        choices = check_choices(request.parameters, description, base, request.parameters_at, self._complaints)
        return FoundSolver(reference, description, request.at, choices)

    def _check_tasks(self, request: CaseRequest, workload: Found, solvers: tuple[FoundSolver, ...]) -> None:
        task = workload.description.task
        if task is None and request.solvers:
            self._complaints.add(
                request.solvers[0].at, "workload %s does its own work and takes no solver" % shown(workload.name)
            )
        elif task is not None and not request.solvers:
            self._complaints.add(
                request.workload_at,
                "workload %s needs a solver: its task is %s" % (shown(workload.name), shown(task)),
                self._those_that_do(task),
            )
        elif task is not None:
            self._check_each_task(workload, task, solvers)

    def _check_each_task(self, workload: Found, task: str, solvers: tuple[FoundSolver, ...]) -> None:
        for solver in solvers:
            tasks = solver.description.tasks
            if task not in tasks:
                self._complaints.add(
                    solver.at,
                    "solver %s does not do %s, the task of %s; it does %s"
                    % (shown(solver.name), shown(task), shown(workload.name), listed(tasks)),
                    self._those_that_do(task),
                )

    def _check_placing(self, solvers: tuple[FoundSolver, ...], backends: tuple[FoundBackend, ...]) -> None:
        placing = [solver for solver in solvers if solver.description.places_data]
        for backend in backends if placing else ():
            if backend.description.error is None and not backend.description.places_data:
                self._complaints.add(
                    backend.at,
                    "solver %s places its data on the workers, which backend %s can't"
                    % (shown(placing[0].name), shown(backend.name)),
                    "backends that can: %s" % listed(self._plugins.placing_backends()),
                )

    def _those_that_do(self, task: str) -> str:
        names = self._plugins.solvers_of(task)
        return "solvers that do: " + (", ".join(names) if names else "none that ships; write your own")

    def _backends(self, looked_up: LookedUp, workload: Found) -> tuple[FoundBackend, ...]:
        request = looked_up.request
        if workload.description.task is None and not workload.description.uses_backend:
            if request.backends:
                self._complaints.add(
                    request.backends[0].at, "workload %s brings its own workers: it takes no backend" % workload.name
                )
            return (self._unnamed(looked_up.own, looked_up),)
        pairs = looked_up.backends or ((BackendRequest(looked_up.serial.name, request.at), looked_up.serial),)
        found = tuple(self._backend(backend, reference, looked_up) for backend, reference in pairs)
        if request.start_methods and found and not any(backend.description.start_methods for backend in found):
            self._complaints.add(
                (*request.at, "start_methods"),
                "none of the backends %s has start methods" % listed(backend.name for backend in found),
            )
        return found

    def _unnamed(self, reference: PluginReference, looked_up: LookedUp) -> FoundBackend:
        """A backend that the block needs without naming it."""
        return self._backend(BackendRequest(reference.name, looked_up.request.at), reference, looked_up)

    def _backend(self, request: BackendRequest, reference: PluginReference, looked_up: LookedUp) -> FoundBackend:
        description = self._inquiry.answer(looked_up.environment, reference)
        self._is_broken("backend", request.name, description, request.at)
        standing = request.address is not None or request.cluster is not None
        plugin = self._plugins.catalogue("cluster").get(request.name) if standing else None
        if standing and (plugin is None or not description.takes_address):
            self._complaints.add((*request.at, "address"), "backend %s takes no address" % shown(request.name))
        if request.start_methods and not description.start_methods:
            self._complaints.add((*request.at, "start_method"), "backend %s has no start methods" % shown(request.name))
        methods = self._start_methods(request, looked_up.request, description)
        where = (request.address, request.cluster, plugin, request.not_up)
        return FoundBackend(reference, description, request.at, methods, *where)

    def _start_methods(
        self, request: BackendRequest, block: CaseRequest, description: Description
    ) -> tuple[str | None, ...]:
        if not description.start_methods:
            return (None,)
        asked = request.start_methods or block.start_methods
        at: Path = (*request.at, "start_method") if request.start_methods else (*block.at, "start_methods")
        for method in asked:
            if method not in description.start_methods:
                self._complaints.unknown(
                    at, "start method of %s" % shown(request.name), method, description.start_methods
                )
        return asked or description.start_methods[:1]

    def _is_broken(self, kind: str, name: str, description: Description, at: Path) -> bool:
        if description.error is None:
            return False
        self._complaints.add(at, "%s %s can't be used: %s" % (kind, shown(name), description.error.strip()))
        return True
