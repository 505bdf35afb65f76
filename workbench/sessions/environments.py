"""The environments of a suite: made before any trial, several at once, each only where it isn't cached."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from workbench.building.base import Recipe, recipe
from workbench.building.building import BuildFailed, build
from workbench.building.commands import Cancelled
from workbench.errors import WorkbenchError
from workbench.model.event import BuildingEnvironment, EnvironmentBuilt, RunEvent, Warned
from workbench.model.plan import Build, EnvironmentSpec
from workbench.store.environments import CachedEnvironment, EnvironmentCache, Manifest, disk_bytes

AT_ONCE = 4
"""Installers wait for the network and the disk more than for a CPU."""
NOT_BUILT = "it is not built: workbench env build SUITE"

Tell = Callable[[RunEvent], None]


@dataclass(frozen=True)
class _Wanted:
    """An environment to be made, the names that suites call it by, and who asks for it."""

    recipe: Recipe
    names: tuple[str, ...]


def building(cache: EnvironmentCache, tell: Tell, failed: Callable[[str, BuildFailed], None] | None = None) -> Build:
    """Makes what isn't cached yet, telling so; `failed` hears of each failure with all that the installer said."""

    def make(suite: str, environments: Mapping[str, EnvironmentSpec]) -> Mapping[str, EnvironmentSpec]:
        wanted, found = _wanted(environments)
        for each, outcome in _make_all(wanted, cache, tell):
            if isinstance(outcome, BuildFailed) and failed is not None:
                failed(each.names[0], outcome)
            for name in each.names:
                found[name] = _with(environments[name], name, outcome)
                if isinstance(outcome, CachedEnvironment):
                    cache.note_use(outcome.name, "%s:%s" % (suite, name), time.time())
        return {name: found[name] for name in environments}

    return make


def looking_up(cache: EnvironmentCache) -> Build:
    """Makes nothing: what is cached can be used, what isn't is told."""

    def look_up(suite: str, environments: Mapping[str, EnvironmentSpec]) -> Mapping[str, EnvironmentSpec]:  # noqa: ARG001
        wanted, found = _wanted(environments)
        for each in wanted:
            cached = cache.find(each.recipe.base.version, each.recipe.key)
            for name in each.names:
                found[name] = _with(environments[name], name, cached or WorkbenchError(NOT_BUILT))
        return {name: found[name] for name in environments}

    return look_up


def _wanted(environments: Mapping[str, EnvironmentSpec]) -> tuple[list[_Wanted], dict[str, EnvironmentSpec]]:
    """What has to be made, each once; and those of which nothing has to."""
    found: dict[str, EnvironmentSpec] = {}
    wanted: dict[str, _Wanted] = {}
    for name, spec in environments.items():
        if not spec.requirements or spec.unavailable is not None:
            found[name] = spec
            continue
        try:
            asked = recipe(spec.base_interpreter or sys.executable, spec.requirements, spec.options)
        except WorkbenchError as error:
            found[name] = _with(spec, name, error)
        else:
            known = wanted.get(asked.key, _Wanted(asked, ()))
            wanted[asked.key] = replace(known, names=(*known.names, name))
    return list(wanted.values()), found


def _with(spec: EnvironmentSpec, name: str, outcome: CachedEnvironment | WorkbenchError) -> EnvironmentSpec:
    if isinstance(outcome, CachedEnvironment):
        return replace(spec, interpreter=outcome.interpreter)
    return replace(spec, interpreter="", unavailable="environment %s: %s" % (name, _sentence(outcome)))


def _sentence(error: WorkbenchError) -> str:
    return str(error) if error.remedy is None else "%s: %s" % (error, error.remedy)


_Outcome = CachedEnvironment | WorkbenchError


def _make_all(wanted: Sequence[_Wanted], cache: EnvironmentCache, tell: Tell) -> list[tuple[_Wanted, _Outcome]]:
    """Every outcome, in the order of `wanted`. Events are told by the calling thread.

    What isn't foreseen is raised once the others have ended; so is an interrupt, which ends all installers.
    """
    if not wanted:
        return []
    cancelled = threading.Event()
    events: queue.SimpleQueue[RunEvent | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            futures = [pool.submit(_make, each, cache, events.put, cancelled) for each in wanted]
            for future in futures:
                future.add_done_callback(lambda done: events.put(None))  # noqa: ARG005
            _tell_until_done(len(futures), events, tell)
        except BaseException:
            cancelled.set()
            raise
    return [(each, future.result()) for each, future in zip(wanted, futures, strict=True)]


def _tell_until_done(count: int, events: queue.SimpleQueue[RunEvent | None], tell: Tell) -> None:
    while count:
        event = events.get()
        if event is None:
            count -= 1
        else:
            tell(event)


def _make(each: _Wanted, cache: EnvironmentCache, tell: Tell, cancelled: threading.Event) -> _Outcome:
    asked, name = each.recipe, each.names[0]
    started = time.monotonic()

    def make(folder: str) -> Manifest:
        tell(BuildingEnvironment(name, asked.base.version, asked.requirements))
        built = build(asked, name, folder, cancelled)
        size = disk_bytes(folder)
        tell(EnvironmentBuilt(name, built.wall_seconds, size))
        return Manifest(
            key=asked.key,
            python=asked.base.version,
            implementation=asked.base.implementation,
            platform=asked.base.platform,
            base=asked.base.home,
            requirements=asked.requirements,
            options=asked.options,
            installer=built.installer,
            built_at=time.time(),
            build_seconds=built.wall_seconds,
            size_bytes=size,
        )

    waited = threading.Event()

    def wait() -> None:
        if cancelled.is_set():
            raise Cancelled
        if not waited.is_set():
            waited.set()
            tell(Warned(f"environment {name} is being built by another process: waiting for it"))

    try:
        if cancelled.is_set():
            raise Cancelled
        return cache.obtain(asked.base.version, asked.key, make, wait)
    except WorkbenchError as failed:
        tell(EnvironmentBuilt(name, time.monotonic() - started, unavailable=_sentence(failed)))
        return failed
