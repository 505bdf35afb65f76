"""Multiplying the axes of a block into cases; what makes no sense is left out, counted and told."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.contracts.devices import CardsHere
from workbench.model.case import Case, Resources, Scalar
from workbench.model.description import Description, Question
from workbench.model.plan import PlannedCase
from workbench.planning.blocks import SOLVER_OF_ESTIMATOR, WORKLOAD_OF_DATA
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.computing import BY_ITSELF, usable
from workbench.planning.growing import grown, sizes
from workbench.planning.inquiry import Inquiry
from workbench.planning.limiting import Limits
from workbench.planning.parameters import combinations, with_defaults, without_defaults
from workbench.planning.requests import CaseRequest
from workbench.planning.resolution import Block, FoundBackend, FoundSolver


@dataclass(frozen=True)
class Place:
    """Where a case runs: a backend with one of its start methods, and how many workers, on so many nodes."""

    backend: FoundBackend
    start_method: str | None
    workers: int
    nodes: int = 1


class LeftOut:
    """What the plan leaves out, counted by reason."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, reason: str, cases: int = 1) -> None:
        """Leave out some cases for one reason."""
        if cases:
            self._counts[reason] += cases

    def sentences(self) -> tuple[str, ...]:
        """One a reason."""
        return tuple(
            "left out %d case%s: %s" % (count, "" if count == 1 else "s", reason)
            for reason, count in self._counts.items()
        )


class Expansion:
    """Makes the cases of blocks, asking the inquiry what a workload says of each choice of its parameters.

    `unavailable` says of environments that can't be used why; their cases are planned as skipped.
    """

    def __init__(
        self,
        inquiry: Inquiry,
        unavailable: Mapping[str, str],
        complaints: Complaints,
        left_out: LeftOut,
        cards: CardsHere,
    ) -> None:
        self._inquiry = inquiry
        self._unavailable = unavailable
        self._complaints = complaints
        self._left_out = left_out
        self._cards = cards

    def questions(self, block: Block) -> Iterator[Question]:
        """What to ask before `cases`. A workload that can't run here isn't asked about its parameters."""
        if block.workload.description.unavailable is None:
            for parameters in chosen(block):
                for sized in sizes(block.request, block.workload.description, parameters):
                    yield Question(block.workload.reference, sized)
        for solver in block.solvers:
            for choice in filter(None, combinations(solver.choices)):
                yield Question(solver.reference, choice)

    def cases(self, block: Block) -> Iterator[PlannedCase]:
        """The cases of a block, in the order of its lists."""
        for parameters in chosen(block):
            description = self._described(block, self._sized(block, parameters, block.request.workers[0]))
            for solver in block.solvers or (None,):
                for choice in combinations(solver.choices if solver else {}):
                    if solver and choice:
                        self._check_solver(block, description.task, solver, choice)
                    yield from self._placed(block, description, parameters, solver, choice)

    def notes(self, block: Block) -> Iterator[str]:
        """What the workload wants known of each choice of its parameters."""
        if block.workload.description.unavailable is None:
            for parameters in chosen(block):
                sized = self._sized(block, parameters, block.request.workers[0])
                yield from self._inquiry.answer(block.environment, block.workload.reference, sized).notes

    def _sized(self, block: Block, parameters: Mapping[str, Scalar], workers: int) -> dict[str, Scalar]:
        return grown(block.request, block.workload.description, parameters, workers)

    def _described(self, block: Block, parameters: Mapping[str, Scalar]) -> Description:
        known = block.workload.description
        if known.unavailable is not None:
            return known
        description = self._inquiry.answer(block.environment, block.workload.reference, parameters)
        if description.error is not None:
            values = ", ".join("%s=%s" % (name, shown(value)) for name, value in parameters.items())
            self._complaints.add(
                (*block.request.at, "parameters"),
                "workload %s refuses %s: %s" % (shown(block.workload.name), values, description.error),
            )
        return description

    def _check_solver(self, block: Block, task: str | None, solver: FoundSolver, choice: Mapping[str, Scalar]) -> None:
        answer = self._inquiry.answer(block.environment, solver.reference, choice)
        if answer.error is not None:
            self._complaints.add(solver.at, "solver %s: %s" % (shown(solver.name), answer.error))
        elif task in solver.description.tasks and task not in answer.tasks:
            # Of some solvers (any estimator by its path) only the parameters tell what they do.
            name = choice.get("path", solver.name)
            self._complaints.add(
                solver.at,
                "%s does not do %s, the task of %s; it does %s"
                % (name, shown(task), shown(block.workload.name), listed(answer.tasks)),
                _other_task(block, answer.tasks),
            )

    def _placed(
        self,
        block: Block,
        description: Description,
        parameters: Mapping[str, Scalar],
        solver: FoundSolver | None,
        choice: Mapping[str, Scalar],
    ) -> Iterator[PlannedCase]:
        for place in self._places(block, solver):
            sized = self._sized(block, parameters, place.workers)
            if block.request.grows:
                description = self._described(block, sized)
            axes = block.request.threads, self._devices(block, solver), block.request.limits.combinations()
            for threads, device, limits in itertools.product(*axes):
                case = Case(
                    workload=block.workload.name,
                    parameters=with_defaults(sized, description),
                    solver=solver.name if solver else None,
                    solver_parameters=without_defaults(choice, solver.description) if solver else {},
                    backend=place.backend.name,
                    start_method=place.start_method,
                    address=place.backend.address,
                    resources=Resources(place.workers, threads, place.nodes, device=device, **vars(limits)),
                    environment=block.environment,
                    workload_name=description.name or block.workload.description.name,
                    solver_name=_solver_name(solver, choice) if solver else None,
                    grows=block.request.grows,
                    cluster=place.backend.cluster,
                )
                yield PlannedCase(
                    case,
                    workload=block.workload.reference,
                    backend=place.backend.reference,
                    solver=solver.reference if solver else None,
                    skip_reason=self._unavailable.get(block.environment)
                    or self._cards.missing(device)
                    or place.backend.not_up
                    or _skip_reason(description, solver, place.backend)
                    or _cannot_limit_workers(place, limits),
                    known_serial_fraction=description.known_serial_fraction,
                    paced=description.paced,
                    data_bytes=description.data_bytes,
                    code_key=description.key + (solver.description.key if solver else ""),
                    cluster=place.backend.cluster_plugin,
                    shares_files=self._shares_files(block, solver, choice),
                )

    def _shares_files(self, block: Block, solver: FoundSolver | None, choice: Mapping[str, Scalar]) -> bool:
        if solver is None or not choice:
            return False
        return self._inquiry.answer(block.environment, solver.reference, choice).shares_files

    def _devices(self, block: Block, solver: FoundSolver | None) -> tuple[str, ...]:
        takes = BY_ITSELF if solver is None else solver.description.devices
        found = usable(block.request.devices, takes)
        if solver is not None:
            reason = "%s computes on %s only" % (solver.name, " and ".join(takes))
            combined = len(block.request.threads) * block.request.limits.size()
            self._left_out.count(reason, max(0, len(block.request.devices) - len(found)) * combined)
        return found

    def _places(self, block: Block, solver: FoundSolver | None) -> Iterator[Place]:
        asked = [
            Place(backend, method, workers, nodes)
            for backend in block.backends
            for method in backend.start_methods
            for workers, nodes in _sizes(block.request, backend)
        ]
        threads = len(block.request.threads) * block.request.limits.size()
        scales_with = "workers" if solver is None else solver.description.scales_with
        if solver is not None and scales_with == "threads":
            reason = "%s scales with threads, not workers: it runs on serial with 1 worker only" % solver.name
            self._left_out.count(reason, (len(asked) - 1) * threads)
            asked = [Place(block.serial, None, 1)]
        elif solver is not None and scales_with == "own":
            self._count_elsewhere(block, solver, asked)
            asked = _own_places(block, solver, asked)
        for place in asked:
            too_many = _too_many_workers(block, place)
            if too_many is None:
                yield place
            else:
                self._left_out.count(too_many, threads)

    def _count_elsewhere(self, block: Block, solver: FoundSolver, asked: Sequence[Place]) -> None:
        """Leave out the places that a suite names and a solver with its own workers does not use."""
        elsewhere = [
            place
            for place in asked
            if block.request.backends and place.backend.name != block.own.name and not _is_of_its_engine(solver, place)
        ]
        engine = solver.description.engine
        allowed = "only" if engine is None else "or on clusters of %s only" % engine
        reason = "%s starts its own workers: it runs on the backend %s %s" % (solver.name, block.own.name, allowed)
        self._left_out.count(reason, len(elsewhere) * len(block.request.threads) * block.request.limits.size())


def _own_places(block: Block, solver: FoundSolver, asked: Sequence[Place]) -> list[Place]:
    """Where a solver with workers of its own runs: on this machine, unless only clusters are named, and on those of its
    engine."""
    here = [Place(block.own, None, workers) for workers in block.request.workers]
    on_clusters = [
        replace(place, backend=_own_on(place.backend, block.own)) for place in asked if _is_of_its_engine(solver, place)
    ]
    return on_clusters if _only_clusters(block) else here + on_clusters


def _own_on(there: FoundBackend, own: FoundBackend) -> FoundBackend:
    return replace(own, cluster=there.cluster, cluster_plugin=there.cluster_plugin, not_up=there.not_up)


def _is_of_its_engine(solver: FoundSolver, place: Place) -> bool:
    return place.backend.cluster is not None and place.backend.name == solver.description.engine


def _only_clusters(block: Block) -> bool:
    return all(backend.cluster is not None for backend in block.backends)


def chosen(block: Block) -> Iterator[dict[str, Scalar]]:
    """Every combination of a block's parameters; where its workload stands for many cases, with those of each."""
    for parameters in combinations(block.choices):
        for each in block.workload.description.stands_for or ({},):
            yield {**parameters, **each}


def _solver_name(solver: FoundSolver, choice: Mapping[str, Scalar]) -> str | None:
    """What a person's own solver calls itself, with its variant; of any estimator its path."""
    if solver.name == SOLVER_OF_ESTIMATOR:
        return str(choice["path"]) if "path" in choice else None
    name, variant = solver.description.name, solver.reference.variant
    return name if name is None or variant is None else "%s[%s]" % (name, variant)


def _other_task(block: Block, tasks: Sequence[str]) -> str | None:
    """How to say that a table's target is of another kind than its type told."""
    if block.workload.name != WORKLOAD_OF_DATA:
        return None
    return 'if that is what the target holds, write data = { path = …, target = …, task = "%s" }' % tasks[0]


def _skip_reason(workload: Description, solver: FoundSolver | None, backend: FoundBackend) -> str | None:
    said = (workload, *((solver.description,) if solver else ()), backend.description)
    return next((description.unavailable for description in said if description.unavailable is not None), None)


def _too_many_workers(block: Block, place: Place) -> str | None:
    """Why the backend, or the work itself, can't use that many; None where both can."""
    bounds = {
        place.backend.name: place.backend.description.max_workers,
        block.workload.name: block.workload.description.max_workers,
    }
    for name, most in bounds.items():
        if most is not None and place.workers > most:
            return "%s runs %s at most" % (name, "1 worker" if most == 1 else "%d workers" % most)
    return None


def _sizes(request: CaseRequest, backend: FoundBackend) -> list[tuple[int, int]]:
    """How many workers on how many nodes."""
    if backend.cluster is None:
        return [(workers, 1) for workers in request.workers]
    return [(nodes * share, nodes) for nodes in request.nodes for share in request.workers_per_node]


def _cannot_limit_workers(place: Place, limits: Limits) -> str | None:
    """Why workers can't be limited one by one there. Without workers there is only the main process, which can."""
    backend = place.backend
    if backend.cluster is not None and any(value is not None for value in vars(limits).values()):
        return "limits can't be put on the workers of a cluster: set them where its workers are started"
    if limits.cpu_limit_per_worker_cores is None or backend.description.max_workers == 1:
        return None
    if backend.address is not None:
        return "cpu_limit_per_worker can't be put on the workers of a cluster that stands at an address"
    if not backend.description.worker_processes:
        return (
            "cpu_limit_per_worker needs a process for every worker, and the backend %s names none; "
            "where the work takes a backend, name one of processes, such as loky" % backend.name
        )
    return None
