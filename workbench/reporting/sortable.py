"""A workload's columns as numbers, for a table that sorts: one unit a column, named in its title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.model.summary import CaseSummary
from workbench.reporting import figures
from workbench.reporting.tables import SHORTEST_SECONDS, Column, lay_out

Cells = list[str | float | None]


def as_columns(rows: Sequence[CaseSummary]) -> dict[str, Cells]:
    """Title with unit → values in that unit, the one that fits the largest; None where there is none.

    A peak of memory lies between two ends, so it takes two columns: nobody should read one end for the other.
    """
    columns: dict[str, Cells] = {}
    for column in lay_out(rows).columns:
        columns.update(_memory(rows) if column.key == "memory" else _one(column, rows))
        if column.key == "seconds" and any(row.seconds is not None and row.seconds.low is not None for row in rows):
            columns["with its interval"] = [column.text(row) for row in rows]
    return columns


def in_unit(title: str, values: Sequence[float | None], quantity: figures.Quantity) -> dict[str, Cells]:
    """One column in the unit that fits its largest value."""
    divisor, unit = quantity.scale(_largest(values))
    whole = f"{title}, {unit.strip()}" if unit else title
    return {whole: [None if value is None else value / divisor for value in values]}


def _one(column: Column, rows: Sequence[CaseSummary]) -> dict[str, Cells]:
    if column.number is None:
        return {column.title: [column.text(row) for row in rows]}
    values = [column.number(row) for row in rows]
    if column.key == "start":
        values = [0.0 if value is not None and value < SHORTEST_SECONDS else value for value in values]
    if column.quantity is None:
        return {column.title: list(values)}
    return in_unit(column.title, values, column.quantity)


def _memory(rows: Sequence[CaseSummary]) -> dict[str, Cells]:
    low = [None if row.memory is None else row.memory.low_bytes for row in rows]
    high = [None if row.memory is None else row.memory.high_bytes for row in rows]
    divisor, unit = figures.BYTES.scale(_largest([*low, *high]))
    ends = {f"peak memory ≥,{unit}": low, f"peak memory ≤,{unit}": high}
    return {title: [None if end is None else end / divisor for end in column] for title, column in ends.items()}


def _largest(values: Iterable[float | None]) -> float:
    return max((value for value in values if value is not None), default=0.0)
