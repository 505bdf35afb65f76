"""Links from one page to another, with the view that is to open there.

    leading.to("compare", "Compare", run=run_label(entry))

A page that isn't there has no link. Words of a link may come from files: they are only ever compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

VIEWS = Path(__file__).resolve().parent / "views"
ICONS = {
    "scaling": "show_chart",
    "solvers": "balance",
    "telemetry": "monitoring",
    "compare": "compare_arrows",
    "history": "history",
    "runs": "folder_open",
}


def to(page: str, label: str, where: Any = st, **query: str) -> None:
    """A link to that page, opened with `query`."""
    if (VIEWS / f"{page}.py").is_file():
        where.page_link(f"views/{page}.py", label=label, icon=f":material/{ICONS[page]}:", query_params=query)


def address(page: str, **query: str) -> str:
    """The same as a relative address, for the marks of a chart."""
    return f"{page}?{urlencode(query)}"
