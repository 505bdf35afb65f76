"""What a solver is told about the trial it runs in."""

from __future__ import annotations

from typing import Any, Callable, ContextManager, Iterable, List, Optional, Tuple

from workbench.contracts.placing import Placing
from workbench.model.device import CPU


def _unheard(name: str, value: float) -> None:
    """Outside a trial nobody records what is told."""


def _nowhere() -> Optional[Placing]:
    """Without a backend that can, no data are placed."""
    return None


class Context:
    """What a solver or a workload that does its own work is told about the trial it runs in.

    `workers` is the number of workers the backend was started with, `scratch` a private empty folder,
    `seed` the same for every launch of a case. `map` runs on the backend's workers; `phase` marks an inner
    phase (`transfer_in`, `compute`, `transfer_out`, `wait`) inside `measure`. `device` is `cpu` or `cuda`, and `cards`
    how many of them the case has: a trial counts its cards from 0 and sees no others. `lent` says that the trial
    works on a part of a cluster that stands: a solver with workers of its own is then started by `start_on`.

    `tell` records a figure of the running call beside its time and score: `context.tell("moved_bytes", 1.2e6)`. Its
    name is lower-case words joined by `_`, the last being the unit where it has one (`seconds`, `bytes`, `per_second`,
    `ratio`; else it is a count: `steps`), its value a finite number; told twice, the later one stands.

    `placing` is called for how the backend places data on its workers, None where it can't. `make_rows(first, last)`
    makes those rows of X_train and y_train anew, on whatever worker it is called; None where the workload can't.
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
        tell: Callable[[str, float], None] = _unheard,
        lent: bool = False,
        placing: Callable[[], Optional[Placing]] = _nowhere,
        make_rows: Optional[Callable[[int, int], Tuple[Any, Any]]] = None,
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.seed = seed
        self.scratch = scratch
        self.map = map
        self.phase = phase
        self.device = device
        self.cards = cards
        self.tell = tell
        self.lent = lent
        self.placing = placing
        self.make_rows = make_rows
