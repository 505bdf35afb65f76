"""How plug-ins are made and called here, where asv and not workbench launches the process."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workbench.contracts import Context
from workbench.registry import load, resolve, split_variant

SEED = 0


def workload(name: str, **parameters: Any) -> Any:
    """A workload by name."""
    return load(resolve("workload", name))(**parameters)


def solver(name: str) -> Any:
    """A solver by name, with its variant in brackets."""
    return load(resolve("solver", name))(variant=split_variant(name)[1])


@contextmanager
def running(backend: str, workers: int) -> Iterator[Context]:
    """What a workload or solver is called with, while the backend's workers are up."""
    # A short name: Unix sockets below it have room for 107 bytes.
    with tempfile.TemporaryDirectory(prefix="wb") as scratch:
        engine = load(resolve("backend", backend))(workers=workers, scratch=scratch)
        engine.start()
        try:
            with engine.active():
                yield Context(workers, 1, SEED, scratch, engine.map, lambda _: contextlib.nullcontext())
        finally:
            engine.stop()


def prepared(made: Any, folder: str) -> str:
    """The folder with the workload's data, made where it is not there."""
    if not os.path.isdir(folder):
        os.makedirs(folder)
        made.prepare(folder)
    return folder


class Started:
    """A backend that stays up from asv's `setup` to its `teardown`."""

    def __init__(self, backend: str, workers: int) -> None:
        self._stack = contextlib.ExitStack()
        self.context = self._stack.enter_context(running(backend, workers))

    def stop(self) -> None:
        """Take the workers down."""
        self._stack.close()
