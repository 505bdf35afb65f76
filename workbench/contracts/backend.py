"""What runs parallel work."""

from __future__ import annotations

import contextlib
from typing import Any, Callable, ContextManager, Iterable, List, Optional, Tuple

from workbench.contracts.plugin import Plugin


class Backend(Plugin):
    """What runs parallel work. Started in the phase `start`, never inside `measure`.

    `start_methods` lists what a suite may choose (fork, forkserver, spawn), the first being the default;
    empty where the backend has none. `max_workers` is 1 for a backend without workers, else None.
    """

    start_methods: Tuple[str, ...] = ()
    max_workers: Optional[int] = None
    takes_address = False

    def __init__(
        self,
        workers: int,
        threads_per_worker: int = 1,
        start_method: Optional[str] = None,
        address: Optional[str] = None,
        scratch: Optional[str] = None,
        memory_limit_bytes: Optional[int] = None,
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.start_method = start_method if start_method is not None else (self.start_methods or (None,))[0]
        self.address = address
        self.scratch = scratch
        self.memory_limit_bytes = memory_limit_bytes

    def start(self) -> None:
        """Bring the workers up and wait until every one of them answers."""

    def worker_pids(self) -> List[int]:
        """The processes of the workers, in a fixed order, once started; empty where workers are no processes."""
        return []

    def active(self) -> ContextManager[Any]:
        """While entered, joblib's Parallel runs on this backend's workers."""
        return contextlib.nullcontext()

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item on the workers; results in the items' order."""
        return [function(item) for item in items]

    def stop(self) -> None:
        """Take the workers down and wait for them."""
