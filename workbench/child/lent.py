"""The part of a cluster that a trial works on: joined, observed, held against what was asked for, and left."""

from __future__ import annotations

from typing import Any, Dict, Hashable, List, Mapping, Optional, Tuple, Union

from workbench.child.carried import own_files, write_archive
from workbench.child.channel import Channel
from workbench.child.engine_watch import EngineWatch
from workbench.child.loading import import_plugin
from workbench.contracts import Backend, Context, Part, Solver, WorkDone
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

SPARE_SECONDS = 30.0
"""How much longer than its trial a node's sampler may live, should nobody end it."""


class SolversWorkers:
    """A solver with workers of its own, in the place of a backend."""

    def __init__(self, solver: Solver, data: Any, context: Context) -> None:
        self._solver = solver
        self._given = data, context

    def start(self) -> None:
        """On this machine."""
        self._solver.start(*self._given)

    def start_on(self, part: Part) -> None:
        """On a part of a cluster."""
        self._solver.start_on(part, *self._given)

    def worker_places(self) -> List[Tuple[str, int]]:
        """As the solver says."""
        return self._solver.worker_places()

    def work_done(self) -> Optional[Dict[Hashable, WorkDone]]:
        """As the solver says."""
        return self._solver.work_done()


Workforce = Union[Backend, SolversWorkers]


class NothingLent:
    """What a trial on this machine has of a cluster."""

    def start(self, workforce: Workforce) -> None:
        """It brings its own workers."""
        workforce.start()

    def observe(self, workforce: Workforce) -> None:
        """The sampler beside the trial sees all there is."""

    def account(self) -> None:
        """There is nobody else who could have worked."""

    def report(self, channel: Channel) -> None:
        """Nothing."""

    def leave(self) -> None:
        """Nothing."""

    def check(self) -> None:
        """Nothing."""


class Lent(NothingLent):
    """`request` is the trial's, its `cluster` set."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._request = request
        access = Access(**request["access"])
        self._cluster = import_plugin(request["cluster"])(access, request["scratch"])
        self._part: Optional[Part] = None
        self._watched = False
        self._workforce: Optional[Workforce] = None
        self._engine: Optional[EngineWatch] = None
        self._before: Optional[Mapping[Hashable, WorkDone]] = None
        self._worked: Optional[Dict[str, int]] = None
        """How many workers of each node have worked."""
        self._lost: Dict[str, int] = {}
        """How many of those that were there before the work are no more."""

    def start(self, workforce: Workforce) -> None:
        """Connect, with the code that the nodes need, and hand over the part."""
        request = self._request
        files = own_files(request[kind] for kind in ("workload", "solver", "backend"))
        self._cluster.connect(write_archive(request["scratch"], files))
        self._part = self._cluster.choose(request["workers"], request["nodes"])
        workforce.start_on(self._part)

    def observe(self, workforce: Workforce) -> None:
        """From now on each node is watched, and who works is counted."""
        request = self._request
        order = {
            "trial_id": request["trial_id"],
            "interval_seconds": request["sample_interval_seconds"],
            "most_seconds": request["timeout_seconds"] + SPARE_SECONDS,
        }
        self._watched = True
        self._cluster.watch(workforce.worker_places(), order)
        self._workforce, self._before = workforce, workforce.work_done()
        nodes = sorted(self._part.workers) if self._part is not None else []
        self._engine = EngineWatch(lambda: self._cluster.engine_figures(nodes))
        self._engine.begin()

    def account(self) -> None:
        """Once the work is done: who of the whole cluster did it."""
        after = None if self._workforce is None else self._workforce.work_done()
        if self._before is not None and after is not None:
            self._worked = workers_that_worked(self._before, after)
            self._lost = workers_lost(self._before, after)
        if self._engine is not None:
            self._engine.end()

    def report(self, channel: Channel) -> None:
        """End the samplers and send what they saw; of a trial that failed, too."""
        if not self._watched or self._part is None:
            return
        addresses = {node.id: node.address for node in self._cluster.nodes()}
        told = self._cluster.end_watch(self._request["scratch"])
        for each in told:
            node = each["node"]
            each["address"] = addresses.get(node, node)
            each["workers"] = self._part.workers.get(node, 0)
            each["worked"] = None if self._worked is None else self._worked.get(node, 0)
        channel.send("nodes", nodes=told)
        if self._engine is not None:
            self._engine.end()
            channel.send("engine", engine=self._request["access"]["engine"], answers=self._engine.answers())

    def leave(self) -> None:
        """Let the cluster go."""
        self._cluster.close()

    def check(self) -> None:
        """Raise WorkbenchError where not exactly the part that was asked for has worked."""
        if self._part is not None and self._worked is not None:
            misfit = misfit_of(self._part.workers, self._worked)
            if misfit is not None and self._lost:
                raise WorkbenchError("%s; lost meanwhile: %s" % (misfit, _told(self._lost)))
            if misfit is not None:
                raise WorkbenchError(misfit, "give it at least as many equal pieces of work as it has workers")


def end_leftovers(request: Mapping[str, Any], scratch: str) -> None:
    """Of a trial that was killed on a cluster nobody ended the samplers: do it now."""
    cluster = import_plugin(request["cluster"])(Access(**request["access"]), scratch)
    try:
        cluster.connect(write_archive(scratch, {}))
        cluster.end_leftovers(request["trial_id"])
    finally:
        cluster.close()


def lent_to(request: Mapping[str, Any]) -> NothingLent:
    """What the request says the trial is lent."""
    return Lent(request) if request["cluster"] else NothingLent()


def workers_that_worked(before: Mapping[Hashable, WorkDone], after: Mapping[Hashable, WorkDone]) -> Dict[str, int]:
    """Node → how many of its workers did more than nothing in between; one that began meanwhile counts from 0."""
    found: Dict[str, int] = {}
    for worker, done in after.items():
        known = before.get(worker)
        if done.amount > (0.0 if known is None else known.amount):
            found[done.node] = found.get(done.node, 0) + 1
    return found


def workers_lost(before: Mapping[Hashable, WorkDone], after: Mapping[Hashable, WorkDone]) -> Dict[str, int]:
    """Node → how many of its workers are no more."""
    found: Dict[str, int] = {}
    for worker, done in before.items():
        if worker not in after:
            found[done.node] = found.get(done.node, 0) + 1
    return found


def misfit_of(asked: Mapping[str, int], worked: Mapping[str, int]) -> Optional[str]:
    """What was really used, where it is not what was asked for; None where it is."""
    if dict(asked) == dict(worked):
        return None
    return "not exactly the part of the cluster that was asked for has worked: asked for %s; worked: %s" % (
        _told(asked),
        _told(worked),
    )


def _told(workers: Mapping[str, int]) -> str:
    parts: List[str] = [
        "%d worker%s on %s" % (count, "" if count == 1 else "s", node) for node, count in sorted(workers.items())
    ]
    return " and ".join(parts) or "none"
