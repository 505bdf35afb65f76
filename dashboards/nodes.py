"""Nodes on the page of scaling: scale up or out, the law over both, and from which size on more nodes pay."""

from __future__ import annotations

import streamlit as st

from dashboards import exhibits, filters, showing
from workbench.model.nodes import Nodes, NodeSection
from workbench.reporting.charts.nodes import launch_rows, nodes_chart
from workbench.reporting.efficiencies import factor_columns, factor_meaning
from workbench.reporting.escaping import markdown
from workbench.reporting.node_tables import gain_columns, law_columns, place_columns
from workbench.reporting.nodes import LAW_MEANINGS, further_sentence, link_sentence


def show(nodes: Nodes) -> None:
    """One case over nodes after the other is chosen; nothing where none ran on several."""
    if not nodes.sections:
        return
    st.subheader("Nodes", anchor=False)
    sections = {section.title: section for section in nodes.sections}
    names = list(sections)
    chosen = filters.one_of("Case over nodes", "node-case", names) if len(names) > 1 else names[0]
    _section(sections[chosen or names[0]])
    for index, found in enumerate(nodes.further):
        st.markdown(markdown(f"{further_sentence(found)} {link_sentence(found)}".rstrip()))
        if found.gains:
            exhibits.table(gain_columns(found), key=f"node-gains-{index}")


def _section(section: NodeSection) -> None:
    showing.told(section.title, section.sentences[0])
    st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in section.sentences[1:]))
    exhibits.chart(nodes_chart(section), launch_rows(section.scaling), "nodes")
    exhibits.table(place_columns(section.scaling), key="node-places")
    with st.expander("Laws over nodes and workers on each, efficiencies"):
        if section.scaling.laws:
            exhibits.table(law_columns(section.scaling, lambda name: LAW_MEANINGS.get(name, name)), key="node-laws")
        if len(section.efficiencies) > 1:
            exhibits.table(factor_columns(section.efficiencies), key="node-efficiencies")
            st.caption(factor_meaning(section.efficiencies))
