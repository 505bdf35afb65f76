"""What a chart or a table stands in: a title, a legend, and the figures behind it as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.reporting.figures import Quantity
from workbench.reporting.html.markup import Child, Html, joined, tag
from workbench.reporting.html.plot import mark

COLORS = tuple(f"c{index}" for index in range(6))
GREY = "grey"
NOTHING = 1e-12
"""What steps of an axis add up to where they should come to 0."""
NUMERIC_START = frozenset("0123456789−<≥∞([")


def figure(title: str, chart: Html, note: str | None = None) -> Html:
    """A chart under its title; a note beneath."""
    beneath = None if note is None else tag("p", note, class_="note")
    return tag("figure", tag("figcaption", tag("strong", title)), chart, beneath)


def round_figure(value: float, quantity: Quantity) -> str:
    """A value that an axis is marked at: no digits but those that it has. `2×`, `500 ms`, `0`."""
    if abs(value) < NOTHING:
        return "0"
    divisor, unit = quantity.scale(value)
    return f"{value / divisor:.4g}{unit}".replace("-", "−")


def legend(entries: Sequence[tuple[Html, str]]) -> Html:
    """Swatches with what they mean."""
    return tag("p", *(tag("span", swatch, text, class_="key") for swatch, text in entries), class_="legend")


def line_swatch(kind: str, color: str) -> Html:
    """How a line of that kind is drawn."""
    return _swatch(tag("path", d="M1 7H29", class_=f"line {kind} {color}"))


def dot_swatch(shape: int, color: str) -> Html:
    """How a launch is drawn."""
    return _swatch(mark(15, 7, shape, None, color))


def ribbon_swatch(color: str, kind: str = "") -> Html:
    """How an interval is drawn."""
    return _swatch(tag("path", d="M1 2H29V12H1Z", class_=f"ribbon {kind} {color}"))


def _swatch(content: Html) -> Html:
    return tag("svg", content, viewBox="0 0 30 14", class_="swatch", aria_hidden="true")


def table(columns: Mapping[str, Sequence[Child]], caption: str | None = None, strong_first: bool = False) -> Html:
    """Columns of equal length under their titles; numbers to the right. It scrolls where it is too wide."""
    right = {title for title, cells in columns.items() if _is_numeric(cells)}
    head = tag("tr", *(tag("th", title, scope="col", class_="n" if title in right else None) for title in columns))
    rows = [
        tag(
            "tr",
            *(
                tag("td", cell, class_="n" if title in right else None)
                for title, cell in zip(columns, cells, strict=True)
            ),
            class_="best" if strong_first and index == 0 else None,
        )
        for index, cells in enumerate(zip(*columns.values(), strict=True))
    ]
    told = None if caption is None else tag("caption", caption)
    whole = tag("table", told, tag("thead", head), tag("tbody", *rows))
    return tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption or "table")


def details(summary: str, *content: Html | None) -> Html:
    """Content that is folded away until asked for; printed in full."""
    return tag("details", tag("summary", summary), joined(content))


def _is_numeric(cells: Sequence[Child]) -> bool:
    texts = [cell for cell in cells if cell and not isinstance(cell, Html)]
    return bool(texts) and all(text[0] in NUMERIC_START and ", " not in text.partition("[")[0] for text in texts)
