"""POP's efficiencies as a table, the same on every face."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.reporting import figures

FACTORS: tuple[tuple[str, Callable[[Efficiencies], Estimate | None]], ...] = (
    ("total", lambda level: level.total),
    ("parallel", lambda level: level.parallel),
    ("load balance", lambda level: level.load_balance),
    ("communication", lambda level: level.communication),
    ("computation", lambda level: level.computation_scalability),
)
MEANING = (
    "POP's efficiencies: total = parallel × computation, parallel = load balance × communication. Communication is all "
    "waiting: for others, for data, for what one does alone, for a CPU. Computation is below 100 % where the work grew."
)


def factor_columns(levels: Sequence[Efficiencies]) -> dict[str, list[str]]:
    """Title → a cell for each level, with its interval; factors that no level knows are left out."""
    columns = {"workers": [f"{level.workers:,}" for level in levels]}
    for title, factor in FACTORS:
        cells = [_share(factor(level)) for level in levels]
        if any(cells):
            columns[title] = cells
    return columns


def _share(found: Estimate | None) -> str:
    return "" if found is None else figures.estimate(found, figures.SHARE)
