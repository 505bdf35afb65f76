"""HTML put together so that text can't become markup: what isn't Html is escaped, always."""

from __future__ import annotations

import html
from collections.abc import Iterable

from workbench.reporting.escaping import plain

VOID = frozenset({"meta", "link", "br", "hr", "col"})
"""Elements that have neither content nor end."""

Attribute = str | int | float | None


class Html(str):
    """Markup that may stand in a page as it is. Only this module makes it from text."""

    __slots__ = ()


Child = Html | str | None


def text(value: str) -> Html:
    """Any text, shown letter by letter: markup is escaped, what is invisible or reorders is written out."""
    return Html(html.escape(plain(value), quote=True))


def tag(element: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. Attributes are escaped; `class_` is `class`, `aria_label` is `aria-label`; None leaves one out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(_written(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if element in VOID:
        return Html(f"<{element}{told}>")
    return Html(f"<{element}{told}>{joined(children)}</{element}>")


def joined(children: Iterable[Child]) -> Html:
    """Children one after the other; text among them is escaped, None left out."""
    return Html("".join(child if isinstance(child, Html) else text(child) for child in children if child is not None))


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
