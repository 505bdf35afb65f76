"""Looking up every name of a block; what nobody has is complained about, with what there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.errors import ConfigurationError, PluginError
from workbench.model.description import Question
from workbench.model.plan import PluginReference
from workbench.planning.complaints import Complaints
from workbench.planning.plugins import Plugins, find_plugin
from workbench.planning.positions import Path
from workbench.planning.requests import BackendRequest, CaseRequest, SolverRequest
from workbench.registry import UnknownPlugin, split_variant

SERIAL = "serial"
OWN = "own"


@dataclass(frozen=True)
class LookedUp:
    """A block in one environment with the places of its plug-ins. Backends always include `serial` and `own`."""

    request: CaseRequest
    environment: str
    workload: PluginReference
    solvers: tuple[tuple[SolverRequest, PluginReference], ...]
    backends: tuple[tuple[BackendRequest, PluginReference], ...]
    serial: PluginReference
    own: PluginReference

    def questions(self) -> Iterator[Question]:
        """What to ask before anything about the block can be checked."""
        yield Question(self.workload, self.request.fixed)
        yield Question(self.workload, self.request.first_choice())
        for reference in (*(found for _, found in self.solvers), *(found for _, found in self.backends)):
            yield Question(reference)
        yield Question(self.serial)
        yield Question(self.own)


class Lookup:
    """Finds plug-ins for one suite whose relative paths start from `folder`."""

    def __init__(self, plugins: Plugins, folder: str, complaints: Complaints) -> None:
        self._plugins = plugins
        self._folder = folder
        self._complaints = complaints

    def block(self, request: CaseRequest, environment: str) -> LookedUp | None:
        """The block with its plug-ins found, or None where its workload is not."""
        workload = self._find("workload", request.workload, request.workload_at)
        solvers = [(solver, self._find("solver", solver.name, solver.at)) for solver in request.solvers]
        backends = [(backend, self._find("backend", backend.name, backend.at)) for backend in request.backends]
        serial, own = (self._find("backend", name, request.at) for name in (SERIAL, OWN))
        if workload is None or serial is None or own is None:
            return None
        return LookedUp(
            request,
            environment,
            workload,
            tuple((solver, found) for solver, found in solvers if found is not None),
            tuple((backend, found) for backend, found in backends if found is not None),
            serial,
            own,
        )

    def _find(self, kind: str, name: str, at: Path) -> PluginReference | None:
        try:
            return find_plugin(self._plugins, kind, name, self._folder)
        except UnknownPlugin as error:
            remedy = "there are %s" % ", ".join(sorted(error.known)) if error.known else None
            self._complaints.unknown(at, kind, split_variant(name)[0], error.known, remedy)
        except ConfigurationError as error:
            self._complaints.adopt(at, error)
        except PluginError as error:
            self._complaints.add(at, str(error), error.remedy)
        return None
