"""Buttons that save a chart as PNG or SVG. Streamlit's own toolbar saves PNG only, and switches off Vega's menu."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HTML = """<button type="button" id="png">Save as PNG</button><button type="button" id="svg">Save as SVG</button>"""
CSS = """
button {
  font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: none; border: 0;
  padding: 0.35rem 0.9rem 0.35rem 0; cursor: pointer; text-decoration: underline; text-underline-offset: 0.2em;
}
button:hover { color: var(--st-link-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""
SCRIPT = Path(__file__).with_name("saving.js").read_text(encoding="utf-8")


def buttons(chart: str) -> None:
    """Two buttons for the chart with that key, which is letters, digits and `-`."""
    mount = st.components.v2.component("workbench_saving", html=HTML, css=CSS, js=SCRIPT)
    mount(data={"chart": chart}, key=f"{chart}-saving", width="content")
