"""One launch: setup → start → warmup → measure × repeats → score → stop."""

from __future__ import annotations

import contextlib
import gc
import math
import sys
from typing import Any, Callable, ContextManager, Dict, List, Mapping, NamedTuple, Optional

from workbench.child.channel import Channel, PhaseMark
from workbench.child.counting import Counted
from workbench.child.declaring import declared
from workbench.child.figures import ToldFigures
from workbench.child.interpreter_lock import InterpreterLock
from workbench.child.lent import NothingLent, SolversWorkers, lent_to
from workbench.child.loading import import_plugin
from workbench.child.peaks import MeasuredPeaks
from workbench.child.placing import Placement
from workbench.contracts import Context, Workload
from workbench.model.device import cards_of, kind_of
from workbench.model.phases import INNER_PHASES


class NotANumber(Exception):
    """The score of a result is not a finite number."""


class Task(NamedTuple):
    """What is measured: a workload's data, the call that is timed, and what its solver, if any, starts and stops.

    `workforce` is whose workers are lent a part of a cluster, where the trial is lent one: the backend, or the solver.
    """

    workload: Any
    solver: Any
    data: Any
    work: Callable[[], Any]
    start: Callable[[], None]
    stop: Callable[[], None]
    workforce: Any


def run_trial(request: Mapping[str, Any], channel: Channel, mark: PhaseMark) -> None:
    """Run the phases and send what they found as `facts`. An exception ends the trial as failed."""
    plugins = [import_plugin(request[kind]) for kind in ("workload", "solver", "backend") if request[kind]]
    backend = _backend(plugins[-1], request)
    peaks = MeasuredPeaks()
    placement = Placement(request["placement"], backend)
    counted = Counted(request.get("counter"))
    told = ToldFigures()
    lent = lent_to(request)
    with mark("setup"):
        task = _setup(plugins, request, backend, mark, told)
    workload, data = task.workload, task.data
    try:
        with mark("start"):
            lent.start(task.workforce)
            task.start()
            placement.place()
        lent.observe(task.workforce)
        # Where workers are processes of their own, the lock of this one says nothing.
        lock = InterpreterLock(request.get("gil_contention", False) and not backend.worker_pids())
        with backend.active():
            result = _measure(
                task.work,
                lambda: workload.before_call(data),
                request,
                mark,
                peaks,
                channel,
                placement,
                lock,
                counted,
                told,
            )
        lent.account()
        with mark("score"):
            score = _score(workload, data, result)
        found = {
            **_threadpools(),
            **peaks.whole(),
            **lock.facts(),
            **counted.facts(),
            **declared(workload, task.solver, data),
            **told.facts(),
        }
        channel.send("facts", score=score, versions=_versions(plugins), **found)
    finally:
        try:
            lent.report(channel)
        finally:
            _stop(task, backend, lent, mark)
    lent.check()


def _stop(task: Task, backend: Any, lent: NothingLent, mark: PhaseMark) -> None:
    with mark("stop"):
        try:
            task.stop()
        finally:
            try:
                backend.stop()
            finally:
                lent.leave()


def inner_phase(mark: PhaseMark, name: str) -> ContextManager[None]:
    """What `context.phase(name)` gives. Raises ValueError for what is no inner phase, or outside `measure`."""
    if name not in INNER_PHASES:
        raise ValueError("%r is no phase inside measure; there are %s" % (name, ", ".join(INNER_PHASES)))
    return mark(name) if mark.running == "measure" else contextlib.nullcontext()


def _backend(plugin: Any, request: Mapping[str, Any]) -> Any:
    return plugin(
        workers=request["workers"],
        threads_per_worker=request["threads_per_worker"],
        start_method=request["start_method"],
        scratch=request["scratch"],
        memory_limit_bytes=request["memory_limit_bytes"],
    )


def _setup(plugins: List[Any], request: Mapping[str, Any], backend: Any, mark: PhaseMark, told: ToldFigures) -> Task:
    workload = plugins[0](**request["parameters"])
    makes_rows = type(workload).make_rows is not Workload.make_rows
    context = Context(
        workers=request["workers"],
        threads_per_worker=request["threads_per_worker"],
        seed=request["seed"],
        scratch=request["scratch"],
        map=backend.map,
        phase=lambda name: inner_phase(mark, name),
        device=kind_of(request["device"]),
        cards=len(cards_of(request["device"])),
        tell=told.tell,
        lent=bool(request["cluster"]),
        placing=backend.placing,
        make_rows=workload.make_rows if makes_rows else None,
    )
    data = workload.load(request["data_folder"])
    if request["solver"] is None:
        return Task(workload, None, data, lambda: workload.run(data, context), _nothing, _nothing, backend)
    solver = plugins[1](variant=request["solver"]["variant"], **request["solver_parameters"])
    solver.configure(context)
    solver.setup(data)
    solve, start = (lambda: solver.solve(data, context)), (lambda: solver.start(data, context))
    if context.lent and solver.scales_with == "own":
        return Task(workload, solver, data, solve, _nothing, solver.stop, SolversWorkers(solver, data, context))
    return Task(workload, solver, data, solve, start, solver.stop, backend)


def _nothing() -> None:
    """A workload that does its own work starts nothing besides."""


def _measure(
    work: Callable[[], Any],
    before_call: Callable[[], None],
    request: Mapping[str, Any],
    mark: PhaseMark,
    peaks: MeasuredPeaks,
    channel: Channel,
    placement: Placement,
    lock: InterpreterLock,
    counted: Counted,
    told: ToldFigures,
) -> Any:
    result = None
    for _ in range(request["warmups"]):
        with mark("warmup"):
            result = work()
    # A first call may have had the backend start other workers.
    placement.place()
    for repeat in range(request["repeats"]):
        result = None
        before_call()
        gc.collect()
        if repeat == 0:
            channel.send("peaks", **peaks.begin())
            lock.begin()
        told.begin()
        with mark("measure"), counted:
            result = work()
        told.end()
    channel.send("peaks", **peaks.end())
    lock.end()
    placement.check()
    return result


def _score(workload: Any, data: Any, result: Any) -> Optional[Dict[str, Any]]:
    value = workload.score(data, result)
    if value is None:
        return None
    value = float(value)
    if not math.isfinite(value):
        raise NotANumber("the %s of the result is %r" % (workload.score_name, value))
    return {
        "name": workload.score_name or "score",
        "value": value,
        "higher_is_better": bool(workload.higher_is_better),
        "tolerance": float(workload.tolerance),
    }


def _versions(plugins: List[Any]) -> Dict[str, str]:
    """Versions of what the plug-ins require, as far as it was imported."""
    names = {"numpy"}.union(*(getattr(plugin, "requires", ()) for plugin in plugins))
    loaded = {name: getattr(sys.modules.get(name), "__version__", None) for name in names}
    found = {name: str(version) for name, version in sorted(loaded.items()) if version is not None}
    found["python"] = "%d.%d.%d" % sys.version_info[:3]
    return found


def _threadpools() -> Dict[str, Any]:
    """The native thread pools of this process. Without a native library loaded there is nothing to ask."""
    if "numpy" not in sys.modules:
        return {"threadpools": []}
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return {"threadpools": [], "threadpools_unavailable": "threadpoolctl is not installed in this environment"}
    return {
        "threadpools": [
            {
                "api": str(pool.get("user_api")),
                "library": str(pool.get("internal_api")),
                "version": str(pool.get("version")),
                "threads": int(pool["num_threads"]),
            }
            for pool in threadpool_info()
        ]
    }
