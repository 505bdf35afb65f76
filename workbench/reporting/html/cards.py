"""Cards beside all cores, in the page."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.card_comparison import CardComparison, Prices
from workbench.reporting.card_comparisons import (
    base_sentence,
    comparison_columns,
    meaning,
    title,
    verdict,
)
from workbench.reporting.html.figure import table
from workbench.reporting.html.markup import Html, joined, tag


def cards_block(found: Sequence[CardComparison], prices: Prices) -> Html:
    """Each problem: what follows, then a row a case; what the words mean once at the end."""
    sections = (
        tag(
            "section",
            tag("h3", title(each)),
            tag("p", f"{verdict(each)} {base_sentence(each)}"),
            table(comparison_columns(each, prices), "Cards beside the best on cores"),
        )
        for each in found
    )
    return joined((*sections, *(tag("p", line, class_="note") for line in meaning(prices))))
