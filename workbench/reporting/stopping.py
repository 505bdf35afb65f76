"""Where adding workers stops paying, in words."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.scaling.paying import paying
from workbench.model.estimate import Estimate
from workbench.reporting import figures, naming


def told(levels: Sequence[tuple[int, Estimate]]) -> str:
    """`4 workers are enough: 8 add nothing that can be told`; empty where the most workers are the fastest.

    `levels` are worker counts with their seconds. Without intervals nothing is said.
    """
    found = paying(levels)
    if found is None or not (found.idle or found.slower):
        return ""
    verb = "is" if found.enough == 1 else "are"
    more = _more(found.idle, found.slower)
    if found.sure:
        return f"{naming.workers(found.enough)} {verb} enough: {more}"
    gain = figures.figure(found.possible_gain, figures.RATIO)
    more = _counts(found.idle or found.slower)
    return f"{naming.workers(found.enough)} may be enough, but what {more} add can't be told (up to {gain} as fast)"


def _more(idle: Sequence[int], slower: Sequence[int]) -> str:
    parts = []
    if idle:
        parts.append(f"{_counts(idle)} add nothing that can be told")
    if slower:
        parts.append(f"{_counts(slower)} take longer")
    return ", ".join(parts)


def _counts(counts: Sequence[int]) -> str:
    *first, last = (f"{count:,}" for count in counts)
    return f"{', '.join(first)} and {last}" if first else last
