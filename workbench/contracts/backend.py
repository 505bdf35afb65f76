"""What runs parallel work."""

from __future__ import annotations

import contextlib
from typing import Any, Callable, ContextManager, Dict, Hashable, Iterable, List, Optional, Tuple

from workbench.contracts.cluster import Part, WorkDone
from workbench.contracts.placing import Placing
from workbench.contracts.plugin import Plugin


class Backend(Plugin):
    """What runs parallel work. Started in the phase `start`, never inside `measure`.

    `start_methods` lists what a suite may choose (fork, forkserver, spawn), the first being the default;
    empty where the backend has none. `max_workers` is 1 for a backend without workers, else None. One that has a
    `start_on` of its own also runs on a cluster that stands, by the cluster plug-in of its name.
    """

    start_methods: Tuple[str, ...] = ()
    max_workers: Optional[int] = None

    def __init__(
        self,
        workers: int,
        threads_per_worker: int = 1,
        start_method: Optional[str] = None,
        scratch: Optional[str] = None,
        memory_limit_bytes: Optional[int] = None,
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.start_method = start_method if start_method is not None else (self.start_methods or (None,))[0]
        self.scratch = scratch
        self.memory_limit_bytes = memory_limit_bytes

    def start(self) -> None:
        """Bring the workers up and wait until every one of them answers."""

    def start_on(self, part: Part) -> None:
        """In place of `start`: take the workers of a cluster that stands, and wait until every one of them answers.

        They have what they need to run the work; `stop` leaves them there.
        """
        raise NotImplementedError

    def worker_pids(self) -> List[int]:
        """The processes of the workers, in a fixed order, once started; empty where they are none, or not on this
        machine for sure (a part of a cluster)."""
        return []

    def worker_places(self) -> List[Tuple[str, int]]:
        """The node (by its id) and the process of each worker, once started on a part of a cluster."""
        return []

    def work_done(self) -> Optional[Dict[Hashable, WorkDone]]:
        """How much each worker of the cluster has done so far, outside the part too as far as the engine tells.

        None where it doesn't tell at all.
        """
        return None

    def active(self) -> ContextManager[Any]:
        """While entered, joblib's Parallel runs on this backend's workers."""
        return contextlib.nullcontext()

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item on the workers; results in the items' order."""
        return [function(item) for item in items]

    def placing(self) -> Optional[Placing]:
        """Once started: how it places data on its workers; None where it can't."""
        return None

    def stop(self) -> None:
        """Take the workers down and wait for them."""
