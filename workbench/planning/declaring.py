"""Where a suite names no environment, a plug-in that brings one along runs in that one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from workbench.model.declared_environment import DeclaredEnvironment
from workbench.model.description import Description
from workbench.model.plan import PluginReference
from workbench.planning.complaints import Complaints, shown
from workbench.planning.inquiry import Inquiry
from workbench.planning.interpreters import DEFAULT_ENVIRONMENT, read_environments
from workbench.planning.lookup import LookedUp
from workbench.planning.plugins import Plugins
from workbench.planning.positions import Path
from workbench.planning.requests import EnvironmentRequest
from workbench.planning.tables import Table

T = TypeVar("T")

WORKERS = "workers"
"""What a solver that works through the backend scales with: only of such a one does the backend's environment count.
One with workers of its own may take the backend's place on a cluster."""


@dataclass
class Wanted:
    """The environments that plug-ins of one suite brought along, by name, each with where it is first asked for."""

    found: dict[str, tuple[DeclaredEnvironment, Path]] = field(default_factory=dict)

    def name(self, declared: DeclaredEnvironment, at: Path, complaints: Complaints) -> str:
        """What it is called here; two that differ under one name are complained about."""
        known, _ = self.found.setdefault(declared.name, (declared, at))
        if known != declared:
            complaints.add(at, "two plug-ins declare environment %s, and not the same" % shown(declared.name))
        return declared.name

    def requests(self, plugins: Plugins, complaints: Complaints) -> dict[str, EnvironmentRequest]:
        """What each asks for, read as a suite's own words are."""
        requests: dict[str, EnvironmentRequest] = {}
        for name, (declared, at) in self.found.items():
            requests.update(read_environments(Table({name: _document(declared)}, at, complaints), plugins).requests)
        return requests


def place(blocks: Sequence[LookedUp], inquiry: Inquiry, wanted: Wanted, complaints: Complaints) -> Iterator[LookedUp]:
    """Each block that names no environment, split by those that its plug-ins declare; the others as they are.

    What plug-ins declare is asked of the interpreter that runs workbench, of all blocks at once; what that raises is
    raised.
    """
    unsaid = [block for block in blocks if not block.request.environments]
    inquiry.ask(DEFAULT_ENVIRONMENT, (question for block in unsaid for question in block.questions()))
    for block in blocks:
        yield from [block] if block.request.environments else _split(block, inquiry, wanted, complaints)


def _split(block: LookedUp, inquiry: Inquiry, wanted: Wanted, complaints: Complaints) -> Iterator[LookedUp]:
    def described(reference: PluginReference) -> Description:
        return inquiry.answer(DEFAULT_ENVIRONMENT, reference)

    of_workload = inquiry.answer(DEFAULT_ENVIRONMENT, block.workload, block.request.fixed).environment
    groups: dict[str, LookedUp] = {}
    for backend in _or_none(block.backends):
        of_backend = None if backend is None else described(backend[1]).environment
        for solver in _or_none(block.solvers):
            said = None if solver is None else described(solver[1])
            if said is not None and said.scales_with != WORKERS:
                if of_backend is not None and backend is not None and backend[0].cluster is None:
                    continue
                declared = [said.environment, of_workload]
            else:
                declared = [None if said is None else said.environment, of_backend, of_workload]
            at = block.request.workload_at if solver is None else solver[0].at
            name = _one_name([wanted.name(each, at, complaints) for each in declared if each], at, complaints)
            group = groups.get(name, replace(block, environment=name, solvers=(), backends=()))
            groups[name] = replace(group, solvers=_with(group.solvers, solver), backends=_with(group.backends, backend))
    yield from groups.values()


def _one_name(names: Sequence[str], at: Path, complaints: Complaints) -> str:
    if len(set(names)) > 1:
        complaints.add(
            at,
            "its plug-ins run in different environments: %s" % ", ".join(sorted(set(names))),
            'name one that holds what all of them need: environments = ["…"]',
        )
    return names[0] if names else DEFAULT_ENVIRONMENT


def _or_none(found: Sequence[T]) -> Sequence[T | None]:
    return found or (None,)


def _with(found: tuple[T, ...], one: T | None) -> tuple[T, ...]:
    return found if one is None or one in found else (*found, one)


def _document(declared: DeclaredEnvironment) -> dict[str, object]:
    """As it would stand in a suite."""
    listed = {name: list(getattr(declared, name)) for name in ("requirements", "needs", "options")}
    python: Iterable[tuple[str, object]] = [("python", declared.python)] if declared.python else []
    variables = [("variables", dict(declared.variables))] if declared.variables else []
    return {**{name: words for name, words in listed.items() if words}, **dict(python), **dict(variables)}
