"""One benchmark's row in an asv result file: its columns, and one entry a combination of parameters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Optional

from workbench.importers._documents import Part
from workbench.importers._facts import pieces

MOST_COMBINATIONS = 100_000


@dataclass(frozen=True)
class Row:
    """One combination of parameters, as asv wrote them (`repr`).

    `value` is None where it failed or was `skipped`. `samples` are the timed calls, or where asv kept none just the
    value (`median_only`). `started_at` is in seconds since the epoch.
    """

    parameters: tuple[str, ...]
    value: Optional[float]
    skipped: bool
    samples: tuple[float, ...]
    median_only: bool
    started_at: Optional[float]


def rows_of(row: Part, columns: Part) -> tuple[Row, ...]:
    """The combinations of a benchmark, in asv's order: the last parameter varies fastest."""
    cells = dict(zip([column.text() for column in columns.items()], row.items(), strict=False))
    combinations = _combinations(cells.get("params"))
    if combinations is None:
        row.complain(f"has more than {MOST_COMBINATIONS:,} combinations of parameters")
        return ()
    values = _column(row, cells.get("result"), len(combinations))
    samples = _column(row, cells.get("samples"), len(combinations))
    started = cells.get("started_at")
    at = None if started is None or started.value is None else started.number("milliseconds since 1970") / 1000.0
    return tuple(
        _row(texts, value, sample, at or None)
        for texts, value, sample in zip(combinations, values, samples, strict=True)
    )


def _row(texts: tuple[str, ...], value: Optional[Part], sample: Optional[Part], at: Optional[float]) -> Row:
    if value is None or value.value is None:
        return Row(texts, None, False, (), False, at)
    if isinstance(value.value, float) and math.isnan(value.value):
        return Row(texts, None, True, (), False, at)
    number = value.number()
    found = () if sample is None or sample.value is None else tuple(pieces(sample))
    return Row(texts, number, False, found or (number,), not found, at)


def _combinations(params: Optional[Part]) -> Optional[list[tuple[str, ...]]]:
    if params is None or params.value is None:
        return [()]
    axes = [[text.text() for text in axis.items()] for axis in params.items()]
    return list(product(*axes)) if math.prod(map(len, axes)) <= MOST_COMBINATIONS else None


def _column(row: Part, column: Optional[Part], count: int) -> list[Optional[Part]]:
    """One entry a combination; a column that asv left out, or null, is null in all."""
    if column is None or column.value is None:
        return [None] * count
    found: list[Optional[Part]] = list(column.items())
    if len(found) != count:
        row.complain(f"has {len(found)} results for {count} combinations of parameters")
        return [None] * count
    return found
