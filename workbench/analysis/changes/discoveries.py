"""Many histories at once: each keeps its promise on false alarms, but a thousand of them would make ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.model.change import History

FALSE_DISCOVERY_RATE = 0.01


def controlled(histories: Sequence[History]) -> tuple[History, ...]:
    """The histories without the changes that so many tests would find by chance.

    Benjamini and Hochberg (1995) over the surest change of each history that was tested: of the histories said to
    change, at most that share on average doesn't.
    """
    surest = sorted(_surest(each) for each in histories if each.tested)
    limits = [p_value for rank, p_value in enumerate(surest, 1) if p_value <= FALSE_DISCOVERY_RATE * rank / len(surest)]
    limit = limits[-1] if limits else 0.0
    return tuple(replace(each, changes=each.changes if _surest(each) <= limit else ()) for each in histories)


def _surest(history: History) -> float:
    return min((change.p_value for change in history.changes), default=1.0)
