"""A verdict as a coloured word: the word tells it, the colour repeats it."""

from __future__ import annotations

from workbench.model.comparison import BETTER, FASTER, INCOMPARABLE, REGRESSIONS, UNDECIDED
from workbench.reporting.standing import NO_DATA, UNREADABLE

COLOURS = {
    **dict.fromkeys((*REGRESSIONS, NO_DATA, UNREADABLE), "red"),
    **dict.fromkeys((INCOMPARABLE, UNDECIDED), "orange"),
    **dict.fromkeys((FASTER, BETTER), "green"),
}


def badge(verdict: str) -> str:
    """The word as Markdown of Streamlit's."""
    return f":{COLOURS.get(verdict, 'gray')}-badge[{verdict}]"
