"""COST in words: what each backend needs to beat the best serial solver."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.cost import BEATS, NONE_MEASURED, BackendCost, Configuration, Cost
from workbench.reporting import figures, naming
from workbench.reporting.escaping import shortened


def cost_sentence(found: Cost) -> str:
    """The base with its seconds, then a clause a backend: its smallest configuration, or that there is none."""
    base = f"{shortened(naming.solver(found.base), 60)} on serial"
    told = "; ".join(map(_clause, found.backends))
    return f"COST, to beat {base} ({figures.estimate(found.base_seconds, figures.SECONDS)}): {told}."


def _clause(backend: BackendCost) -> str:
    name = shortened(backend.system, 40)
    if backend.verdict == BEATS and backend.smallest is not None:
        times = figures.estimate(backend.smallest.ratio, figures.RATIO)
        return f"{name} needs {_cores(backend.smallest.cores)} ({times} as fast){_left_open(backend)}"
    best = max(backend.configurations, key=lambda each: each.ratio.value)
    times = f"{figures.estimate(best.ratio, figures.RATIO)} as fast on {_cores(best.cores)}"
    if backend.verdict == NONE_MEASURED:
        return f"{name}: none measured does, {_most(backend.configurations)} ({times})"
    return f"{name}: not told by these launches ({times})"


def _left_open(backend: BackendCost) -> str:
    if not backend.undecided_cores:
        return ""
    fewer = " or ".join(f"{count:,}" for count in backend.undecided_cores)
    return f", whether {fewer} would do can't be told"


def _most(configurations: Sequence[Configuration]) -> str:
    counts = [each.cores for each in configurations]
    return f"on {_cores(counts[0])}" if len(set(counts)) == 1 else f"up to {_cores(max(counts))}"


def _cores(count: int) -> str:
    return "1 core" if count == 1 else f"{count:,} cores"
