"""The frame of the dashboard: which pages there are. `workbench dashboard` runs it under Streamlit."""

from __future__ import annotations

import sys
from pathlib import Path

# Streamlit needs it for every table. Imported here, whole, because Altair takes it half imported from another
# reader's first visit and fails.
import pandas  # noqa: F401, ICN001
import streamlit as st

# The folder that holds `dashboards`, in a checkout and in an installed wheel alike: pages import from it.
# (A comment, not a string: Streamlit may show a script's bare strings on the page.)
HERE = Path(__file__).resolve().parent
HOUSE = str(HERE.parent)
ICON = str(HERE / "icon.svg")

# Streamlit leaves a hand's width free above a page: the answer would begin in the middle of a small screen.
CLOSER = '[data-testid="stMainBlockContainer"] { padding-top: 4.5rem; }'

# Letters in charts in greys that are read easily on either page (WCAG AA). A picture that is saved keeps its own.
LEGIBLE = """
[data-testid="stVegaLiteChart"] svg :is(
  .role-axis-label, .role-axis-title, .role-legend-label, .role-title-subtitle, .role-mark
) text:is([fill="#6B6B6B"], :not(.role-mark *)) { fill: light-dark(#555555, #BDBDBD); }
"""

# File, title, icon. The first is the one that opens.
PAGES = (
    ("overview", "Overview", "home"),
    ("scaling", "Scaling", "show_chart"),
    ("solvers", "Solvers & backends", "balance"),
    ("memory", "Memory", "memory"),
    ("telemetry", "Telemetry", "monitoring"),
    ("compare", "Compare", "compare_arrows"),
    ("history", "History", "history"),
    ("live", "Live", "play_circle"),
    ("runs", "Runs", "folder_open"),
)


def main() -> None:
    """Offer the pages and run the one that is open."""
    if HOUSE not in sys.path:
        sys.path.insert(0, HOUSE)
    from dashboards import example

    st.set_page_config(page_title="workbench", page_icon=ICON, layout="wide")
    pages = [
        st.Page(f"views/{file}.py", title=title, icon=f":material/{icon}:", default=file == PAGES[0][0])
        for file, title, icon in PAGES
    ]
    page = st.navigation(pages, position="top")
    st.html(f"<style>{CLOSER}{LEGIBLE}</style>")
    example.follow_link()
    if page.url_path:  # the first page has no chart, and opens without waiting for Altair
        _draw_unchecked()
    page.run()


def _draw_unchecked() -> None:
    """Altair holds every part of a chart against a schema, which takes longer than all else; our tests do that."""
    from altair.utils import schemapi

    schemapi.DEBUG_MODE = False


main()
