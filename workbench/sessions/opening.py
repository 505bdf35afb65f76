"""Opens what every session needs, and closes it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.running.runner import Runner
from workbench.sessions.describing import describe_through
from workbench.sessions.executing import Workplace
from workbench.store.cache import DataCache, default_root


@contextmanager
def open_workplace(results: str) -> Iterator[Workplace]:
    """A runner with its helper processes, a way to ask plug-ins, the data cache, and where results go."""
    with Runner() as runner:
        yield Workplace(runner, describe_through(runner), DataCache(default_root()), results)
