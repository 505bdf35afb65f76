"""The frame of the dashboard: which pages there are. `workbench dashboard` runs it under Streamlit."""

from __future__ import annotations

import sys
from pathlib import Path

# Streamlit needs it for every table. Imported here, whole, because Altair takes it half imported from another
# reader's first visit and fails.
import pandas  # type: ignore[import-untyped]  # noqa: F401, ICN001
import streamlit as st

# The folder that holds `dashboards`, in a checkout and in an installed wheel alike: pages import from it.
# (A comment, not a string: Streamlit may show a script's bare strings on the page.)
HOUSE = str(Path(__file__).resolve().parent.parent)
ICON = str(Path(__file__).resolve().parent / "icon.svg")


def main() -> None:
    """Offer the pages and run the one that is open."""
    if HOUSE not in sys.path:
        sys.path.insert(0, HOUSE)
    st.set_page_config(page_title="workbench", page_icon=ICON, layout="wide")
    page = st.navigation(
        [
            st.Page("views/overview.py", title="Overview", icon=":material/home:", default=True),
            st.Page("views/scaling.py", title="Scaling", icon=":material/show_chart:"),
        ],
        position="top",
    )
    page.run()


main()
