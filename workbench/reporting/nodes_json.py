"""What a run says of nodes, as JSON's own kinds."""

from __future__ import annotations

from typing import Any

import msgspec

from workbench.model.nodes import Nodes, NodeScaling
from workbench.reporting.nodes import further_sentence, link_sentence, sentences


def nodes_content(nodes: Nodes) -> dict[str, Any]:
    """Each case over nodes, with its `case_id`, and from which size on more nodes pay; empty lists where none ran."""
    return {
        "cases": [
            {
                "title": section.title,
                "case_id": section.case.id,
                "case": msgspec.to_builtins(section.case),
                "sentences": list(section.sentences),
                "efficiencies": msgspec.to_builtins(section.efficiencies),
                **msgspec.to_builtins(section.scaling),
            }
            for section in nodes.sections
        ],
        "further": [
            {"sentence": further_sentence(found), "link": link_sentence(found) or None, **msgspec.to_builtins(found)}
            for found in nodes.further
        ],
    }


def node_fit_content(scaling: NodeScaling) -> dict[str, Any]:
    """One case over nodes, as `workbench fit --json` prints it."""
    return {"sentences": list(sentences(scaling)), **msgspec.to_builtins(scaling)}
