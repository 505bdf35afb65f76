"""How the pages show what every page has: problems, findings, an empty folder. Text from files is shown as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import streamlit as st

from dashboards import example
from workbench.model.finding import Finding
from workbench.reporting.escaping import markdown, markdown_with_code, shortened
from workbench.reporting.queries import Problem

SIGNS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
NAME_WIDTH = 80


def heading(text: str) -> None:
    """A section's heading from a name in a file."""
    st.subheader(markdown(shortened(text, NAME_WIDTH)), anchor=False)


def told(title: str, sentence: str) -> None:
    """A sentence with what it is about in front, in bold."""
    st.markdown(f"**{markdown(shortened(title, NAME_WIDTH))}** — {markdown_with_code(sentence)}")


def when(seconds: float) -> str:
    """A moment for people; UTC, so that all readers of a shared page see the same."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def problems(found: Iterable[Problem]) -> None:
    """What can't be read, one box each, with what would mend it."""
    for problem in found:
        remedy = "" if problem.remedy is None else f"  \n→ {markdown_with_code(problem.remedy)}"
        st.warning(markdown(problem.message) + remedy, icon=SIGNS["warning"])


def findings(found: Sequence[Finding]) -> None:
    """A line each, errors first: its sign and word, what was found, what to do about it."""
    for severity, sign in SIGNS.items():
        for finding in (each for each in found if each.severity == severity):
            remedy = "" if finding.remedy is None else f"  \n→ {markdown_with_code(finding.remedy)}"
            st.markdown(f"{sign} **{severity.capitalize()}:** {markdown_with_code(finding.message)}{remedy}")


def empty(root: str) -> None:
    """No runs yet: one sentence, the command that makes one, and the example that ships."""
    st.info(f"There are no runs in {markdown(root)} yet. Make one, and it appears here:", icon=SIGNS["info"])
    st.code("workbench demo", language="bash")
    example.offer()
