"""Many histories at once: each keeps its promise on false alarms, but a thousand of them would make ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.analysis.comparing.discoveries import discovered
from workbench.model.change import History
from workbench.model.finding import Finding

FALSE_DISCOVERY_RATE = 0.01


def controlled(histories: Sequence[History]) -> tuple[History, ...]:
    """The histories without the changes that so many tests would find by chance, which a finding counts.

    Held to is the false-discovery rate over the surest change of each history that was tested: of the histories said
    to change, at most that share on average doesn't.
    """
    surest = [
        min((change.p_value for change in each.changes), default=1.0) if each.tested else np.nan for each in histories
    ]
    kept = discovered(np.array(surest, dtype=np.float64), FALSE_DISCOVERY_RATE)
    return tuple(
        each if keep or not each.changes else _without_changes(each, len(histories))
        for each, keep in zip(histories, kept.tolist(), strict=True)
    )


def _without_changes(history: History, histories: int) -> History:
    count = len(history.changes)
    finding = Finding(
        "info",
        "one_of_many",
        f"{count} change{'' if count == 1 else 's'} left out: among {histories} histories chance alone makes such",
        "To ask of fewer, name a metric or a suite.",
    )
    return replace(history, changes=(), findings=(*history.findings, finding))
