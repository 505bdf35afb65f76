"""What a person asks of a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from workbench.model.gate import GateRule
from workbench.sessions.planning import Wish
from workbench.store.cache import DataCache
from workbench.store.environments import EnvironmentCache

DEFAULT_METRICS = ("time", "peak_memory", "score")
BUDGET_SECONDS = 600.0


@dataclass(frozen=True)
class Asked:
    """The suite (or function) `target`, held against the revision `against` or the stored run `baseline`.

    `metrics` are names in model.comparison.METRICS. `budget_seconds` is for launching; environments come before it.
    `calibrate`: launch the base against itself. `across_machines` is for a baseline of another machine.
    """

    target: str
    results: str
    against: Optional[str] = None
    baseline: Optional[str] = None
    rule: GateRule = field(default_factory=GateRule)
    metrics: tuple[str, ...] = DEFAULT_METRICS
    budget_seconds: float = BUDGET_SECONDS
    wish: Wish = field(default_factory=Wish)
    calibrate: bool = False
    across_machines: bool = False


@dataclass(frozen=True)
class Caches:
    """Where data and environments are kept between checks."""

    data: DataCache
    environments: EnvironmentCache
