"""Charts and tables, and the way out of the page for both: pictures as PNG and SVG, data as CSV.

    exhibits.chart(scaling_chart(sections), data=columns, key="scaling")
    exhibits.table({"solver": names, "time": seconds}, key="cases", quantities={"time": figures.SECONDS})

A chart comes from `workbench.reporting` with its finding for a title (`reporting.charts.theme.title`); `data` are the
columns behind it, in base units (`reporting.columns`). A table sorts by number. Columns in `quantities` hold base
units: people read the unit that fits, the CSV has base units and every digit. What all rows share stands in one line
above the table, never as a column. `key` names both on the page, once a page, and the files that are saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import saving
from workbench.reporting.charts.theme import savable
from workbench.reporting.columns import Cell, Columns, csv_bytes, in_units, part
from workbench.reporting.escaping import markdown, shortened
from workbench.reporting.figures import Quantity, figure
from workbench.reporting.series import Row

DIGITS = "%.4g"
LONGEST = 120


def chart(made: Any, data: Columns | Sequence[Row], key: str, said: str = "") -> None:
    """An Altair chart with buttons that save it as PNG and SVG, and what it shows as CSV.

    `data` are columns or rows; `said` is what a screen reader says of the chart, its title where that is empty.
    """
    drawn(made, key, said)
    ways_out(data, key)


def drawn(made: Any, key: str, said: str = "") -> None:
    """The chart alone, where the ways out of several stand together: `ways_out` with the same key, further down."""
    with st.container(key=key):
        st.vega_lite_chart(savable(made), key=f"{key}-drawn", alt=said or _title(made) or None)


def ways_out(data: Columns | Sequence[Row], key: str, name: str = "") -> None:
    """The buttons that save the chart drawn under that key, behind its `name` where it is not just above."""
    columns = data if isinstance(data, Mapping) else as_columns(data)
    with st.container(horizontal=True, vertical_alignment="center"):
        if name:
            st.markdown(markdown(name))
        saving.buttons(key)
        _download(columns, key, None)


def table(
    columns: Columns,
    key: str,
    quantities: Mapping[str, Quantity] | None = None,
    height: int | None = None,
    where: Any = st,
) -> None:
    """Columns as a table that sorts by number, with what all rows share said above it."""
    parted = part(columns)
    if parted.common:
        where.caption(markdown(f"all: {parted.common}"))
    known = {name: quantity for name, quantity in (quantities or {}).items() if name in parted.columns}
    shown = in_units(parted.columns, known)
    if not shown:
        return
    numbers = {
        title: st.column_config.NumberColumn(title, format=None if _whole(cells) else DIGITS)
        for title, cells in shown.items()
        if any(isinstance(cell, (int, float)) for cell in cells)
    }
    where.dataframe(
        shown,
        hide_index=True,
        column_config=numbers,
        key=key,
        width="stretch",
        height="auto" if height is None else height,
        placeholder="",
    )
    _download(columns, key, quantities, where)


def figures_in_order(columns: Columns, key: str, quantities: Mapping[str, Quantity]) -> None:
    """A few rows that stand in an order of their own and aren't sorted, each figure in the unit that fits it."""
    shown = {
        title: ["" if cell is None else markdown(_in_unit(cell, quantities.get(title))) for cell in cells]
        for title, cells in columns.items()
    }
    st.table(shown, border="horizontal", hide_index=True)
    _download(columns, key, quantities)


def _in_unit(cell: Cell, quantity: Quantity | None) -> str:
    return figure(float(cell), quantity) if quantity is not None and isinstance(cell, (int, float)) else str(cell)


def facts(told: Sequence[tuple[str, str]]) -> None:
    """Short facts, a line each: what it is, and how it is here."""
    st.markdown("  \n".join(f"{markdown(name)}: **{markdown(shortened(value, LONGEST))}**" for name, value in told))


def as_columns(rows: Sequence[Row]) -> dict[str, list[Cell]]:
    """Rows as columns; a row without a column has None there."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _download(columns: Columns, key: str, quantities: Mapping[str, Quantity] | None, where: Any = st) -> None:
    """A button; the file is made when it is pressed."""
    where.download_button(
        "Data as CSV",
        data=lambda: csv_bytes(columns, quantities),
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _whole(cells: Sequence[Cell]) -> bool:
    return all(cell is None or isinstance(cell, (int, str)) for cell in cells)


def _title(made: Any) -> str:
    """The chart's own title, in one line."""
    found = getattr(made, "title", None)
    text = getattr(found, "text", found)
    if isinstance(text, str):
        return text
    return " ".join(text) if isinstance(text, (list, tuple)) else ""
