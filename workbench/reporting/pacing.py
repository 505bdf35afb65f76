"""The answer where a load comes at its own pace: who keeps up with it, and on how little."""

from __future__ import annotations

from workbench.analysis.case_names import counted
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming
from workbench.reporting.escaping import shortened
from workbench.reporting.ranking import Ranking


def paced_answer(ranking: Ranking) -> str:
    """Which cases keep up on the fewest workers, and which fall behind; `ranking` has a ranked row at least.

    The seconds are the load's own, so no case is called faster than another.
    """
    kept, behind = ranking.ranked, ranking.unequal
    fewest = kept[0].case.resources.workers
    least = [row for row in kept if row.case.resources.workers == fewest]
    also = f", and so {'does' if len(least) == 2 else 'do'} {len(least) - 1} more" if len(least) > 1 else ""
    parts = [f"{_named(kept[0])} keeps up with the load{also}: {counted(fewest, 'worker')} will do"]
    if behind:
        more = f" and {len(behind) - 1} more" if len(behind) > 1 else ""
        parts.append(f"{_named(behind[0])}{more} {'fall' if more else 'falls'} behind")
    return "; ".join([*parts, "the seconds are the load's own and rank nobody"])


def _named(row: CaseSummary) -> str:
    name = naming.case_name(row.case)
    return name if row.score is None else f"{name} ({shortened(row.score.name, 40)} {figures.score(row.score)})"
