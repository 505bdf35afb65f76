"""What a cluster's engine counted of one trial by itself, as a table."""

from __future__ import annotations

from workbench.model.trial import TrialRecord
from workbench.reporting.on_nodes import SCHEDULER, engine_figure

HEADS = ("node", "the engine's own number", "grew by", "at most", "at last")


def engine_columns(trial: TrialRecord) -> dict[str, list[str | float | None]]:
    """A row a number that was not 0 throughout, in the unit that its name says; empty where nothing was counted."""
    rows = [
        (use.node or SCHEDULER, name, *(_shown(name, told.get(name)) for told in (use.grown, use.largest, use.last)))
        for use in trial.engine
        for name in sorted({*use.grown, *use.largest})
        if use.grown.get(name) or use.largest.get(name)
    ]
    return {head: list(column) for head, column in zip(HEADS, zip(*rows, strict=True), strict=True)} if rows else {}


def unavailable(trial: TrialRecord) -> list[str]:
    """Where the engine told nothing, or not to the end, and why."""
    return [f"{use.node or SCHEDULER}: {use.unavailable}" for use in trial.engine if use.unavailable is not None]


def _shown(name: str, value: float | None) -> str | None:
    return None if value is None else engine_figure(name, value)
