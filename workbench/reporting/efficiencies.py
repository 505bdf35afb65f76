"""POP's efficiencies as a table, the same on every face."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.reporting import figures

FACTORS: tuple[tuple[str, Callable[[Efficiencies], Estimate | None]], ...] = (
    ("total", lambda level: level.total),
    ("parallel", lambda level: level.parallel),
    ("between nodes", lambda level: level.between_nodes),
    ("within nodes", lambda level: level.within_nodes),
    ("load balance", lambda level: level.load_balance),
    ("communication", lambda level: level.communication),
    ("computation", lambda level: level.computation_scalability),
)
MEANING = (
    "POP's efficiencies: total = parallel × computation, parallel = load balance × communication. Communication is all "
    "waiting: for others, for data, for what one does alone, for a CPU. Computation is below 100 % where the work grew."
)

OF_NODES = (
    "POP's efficiencies: total = parallel × computation, parallel = between nodes × within nodes. Between nodes is the "
    "balance of their work; within nodes what the busiest used of its cores: balance among its workers and all "
    "waiting, for the network too. Computation is below 100 % where the work grew."
)


def factor_meaning(levels: Sequence[Efficiencies]) -> str:
    """What the columns mean."""
    return OF_NODES if any(level.nodes is not None for level in levels) else MEANING


def factor_columns(levels: Sequence[Efficiencies]) -> dict[str, list[str]]:
    """Title → a cell for each level, with its interval; factors that no level knows are left out."""
    columns = {"workers": [f"{level.workers:,}" for level in levels]}
    if any(level.nodes is not None for level in levels):
        columns = {"nodes": ["" if level.nodes is None else f"{level.nodes:,}" for level in levels], **columns}
    for title, factor in FACTORS:
        cells = [_share(factor(level)) for level in levels]
        if any(cells):
            columns[title] = cells
    return columns


def _share(found: Estimate | None) -> str:
    return "" if found is None else figures.estimate(found, figures.SHARE)
