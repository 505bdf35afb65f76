"""What a solver is told about the trial it runs in."""

from __future__ import annotations

from typing import Any, Callable, ContextManager, Iterable, List

from workbench.model.device import CPU


class Context:
    """What a solver or a workload that does its own work is told about the trial it runs in.

    `workers` is the number of workers the backend was started with, `scratch` a private empty folder,
    `seed` the same for every launch of a case. `map` runs on the backend's workers; `phase` marks an inner
    phase (`transfer_in`, `compute`, `transfer_out`, `wait`) inside `measure`. `device` is `cpu` or `cuda`, and `cards`
    how many of them the case has: a trial counts its cards from 0 and sees no others.
    """

    def __init__(
        self,
        workers: int,
        threads_per_worker: int,
        seed: int,
        scratch: str,
        map: Callable[[Callable[[Any], Any], Iterable[Any]], List[Any]],
        phase: Callable[[str], ContextManager[None]],
        device: str = CPU,
        cards: int = 0,
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.seed = seed
        self.scratch = scratch
        self.map = map
        self.phase = phase
        self.device = device
        self.cards = cards
