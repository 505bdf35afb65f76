"""The example run that ships: shown in place of the results folder when a reader asks for it, until told to stop."""

from __future__ import annotations

import os

import streamlit as st

from workbench.reporting.queries import example_root

PARAMETER, EXAMPLE = "results", "example"
_CHOSEN = "the example is shown"


def shown_root() -> str | None:
    """The example's folder while it is shown; None otherwise."""
    return example_root(_house()) if st.session_state.get(_CHOSEN) else None


def follow_link() -> None:
    """Take what the link says of the example, keep it in the link from page to page, and say that it is shown."""
    asked = st.query_params.get(PARAMETER)
    if asked == EXAMPLE:
        st.session_state[_CHOSEN] = True
    if shown_root() is None:
        if asked is not None:
            del st.query_params[PARAMETER]
        return
    st.query_params[PARAMETER] = EXAMPLE
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.info("This is the example run that ships with workbench, not your own.", icon=":material/school:")
    right.button("Leave the example", on_click=_leave, key="leave-example", width="stretch")


def offer() -> None:
    """A button that shows the example, where it ships."""
    if example_root(_house()) is not None:
        st.button("Show the example run", on_click=_enter, key="show-example", type="primary")


def _enter() -> None:
    st.session_state[_CHOSEN] = True


def _leave() -> None:
    st.session_state[_CHOSEN] = False
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _house() -> str:
    """The folder that holds `dashboards`: the checkout, or what a wheel ships."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
