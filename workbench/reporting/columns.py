"""Columns of a table apart from what all its rows share, in the units people read, and as CSV with every digit."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.reporting import figures
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.sortable import in_unit

Cell = str | int | float | bool | None
Columns = Mapping[str, Sequence[Cell]]
"""Title → one cell a row; all of one length. None: nothing is known."""

BASE_UNITS = {figures.SECONDS: "s", figures.BYTES: "B", figures.RATIO: "×", figures.SHARE: "ratio"}
LONGEST_TEXT = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Parted:
    """The columns whose rows differ, and a line that says what all rows share (empty: nothing)."""

    columns: dict[str, list[Cell]]
    common: str


def part(columns: Columns) -> Parted:
    """No column of equal values, and none with nothing to say. A single row keeps all that it has."""
    kept, common = {}, []
    for name, cells in columns.items():
        told = {cell for cell in cells if cell is not None and cell != ""}
        if len(cells) > 1 and (not told or (len(told) == 1 and len(set(cells)) == 1)):
            common += [f"{plain(name)} {_text(cell)}" for cell in told]
        elif told:
            kept[name] = list(cells)
    return Parted(kept, " · ".join(common))


def in_units(columns: Columns, quantities: Mapping[str, figures.Quantity]) -> dict[str, list[Cell]]:
    """Columns of base units in the unit that fits their largest value, which joins the title; others as they are."""
    shown: dict[str, list[Cell]] = {}
    for name, cells in columns.items():
        if name in quantities:
            numbers = [None if cell is None or isinstance(cell, str) else float(cell) for cell in cells]
            shown.update({title: list(values) for title, values in in_unit(name, numbers, quantities[name]).items()})
        else:
            shown[name] = list(cells)
    return shown


def csv_bytes(columns: Columns, quantities: Mapping[str, figures.Quantity] | None = None) -> bytes:
    """Every digit, in base units that the header names; UTF-8.

    Text that a spreadsheet would run as a formula gets a quote in front (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    units = {name: BASE_UNITS.get(quantity, "") for name, quantity in (quantities or {}).items()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_inert(f"{name}, {units[name]}" if units.get(name) else name) for name in columns])
    writer.writerows(zip(*([_cell(cell) for cell in cells] for cells in columns.values()), strict=True))
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cell(cell: Cell) -> Cell:
    return _inert(cell) if isinstance(cell, str) else cell


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(cell: Cell) -> str:
    return (
        f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else shortened(_number(cell), LONGEST_TEXT)
    )


def _number(cell: Cell) -> str:
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
