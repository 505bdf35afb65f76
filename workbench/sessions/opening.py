"""Opens what every session needs, and closes it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.running.runner import Runner
from workbench.sessions.describing import describe_through
from workbench.sessions.executing import Workplace
from workbench.store.cache import DataCache, default_root
from workbench.store.environments import EnvironmentCache
from workbench.store.environments import default_root as environments_root


@contextmanager
def open_workplace(results: str) -> Iterator[Workplace]:
    """A runner with its helper processes, a way to ask plug-ins, the caches of data and environments, and where
    results go. The environments that are used meanwhile can't be removed by anybody."""
    with EnvironmentCache(environments_root()) as environments, Runner() as runner:
        yield Workplace(runner, describe_through(runner), DataCache(default_root()), environments, results)
