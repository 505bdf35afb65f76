"""What cases used of each node, and what the cluster's engine counted there itself: in words, and as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.analysis.case_names import CaseNames
from workbench.model.node_figures import NodeFigures
from workbench.reporting import figures
from workbench.reporting.escaping import plain

SCHEDULER = "beside the nodes"
MEANING = (
    "Medians over launches, from when the workers stood until the work was done. Bytes are those of a node's own "
    "interfaces, whoever sent them. Numbers under the engine's own names are its own: counters by how much they grew, "
    "others as they were at most; what stayed 0 is left out."
)
HEADS = ("case", "node", "what", "value")
_TELLING = re.compile(
    r"bytes|object_store_memory|suspicious|lost-computed|removed|spill|Spilled|totalShuffle|diskUsed|failedTasks"
    r"|JVMHeapMemory"
)
"""Of an engine's numbers, those that a line on a terminal has: what is held, sent, spilt and lost."""
_BYTES = re.compile(r"_bytes$|memory|Memory|Bytes|totalShuffle|diskUsed")
_MILLISECONDS = frozenset({"totalDuration", "totalGCTime"})
"""Spark's names do not say that they are."""


def node_lines(rows: Sequence[NodeFigures]) -> Iterator[tuple[str, str]]:
    """(case and node, what it used), a line each."""
    for name, row in _named(rows):
        told = [f"{what} {value}" for what, value in _told(row) if _TELLING.search(what) or what in WIRE]
        yield f"{name}, {_where(row)}", ", ".join(told) or "nothing to tell"


def node_rows(rows: Sequence[NodeFigures]) -> list[tuple[str, str, str, str]]:
    """A row a figure, under HEADS."""
    return [(name, _where(row), what, value) for name, row in _named(rows) for what, value in _told(row)]


def engine_figure(name: str, value: float) -> str:
    """In the unit that its name says; a count as a whole number."""
    bare = name.partition("{")[0].removesuffix("_total")
    if bare in _MILLISECONDS:
        return figures.figure(value / 1000, figures.SECONDS)
    if _BYTES.search(bare):
        return figures.figure(value, figures.BYTES)
    if bare.endswith("_seconds"):
        return figures.figure(value, figures.SECONDS)
    return f"{value:,.0f}" if float(value).is_integer() else figures.figure(value, figures.NUMBER)


WIRE = ("received", "sent", "bytes")


def _named(rows: Sequence[NodeFigures]) -> Iterator[tuple[str, NodeFigures]]:
    names = CaseNames([row.case for row in rows])
    for row in rows:
        yield plain(names.full(row.case)), row


def _where(row: NodeFigures) -> str:
    return plain(row.node) or SCHEDULER


def _told(row: NodeFigures) -> Iterator[tuple[str, str]]:
    if row.received_bytes is not None and row.sent_bytes is not None:
        yield WIRE[0], figures.figure(row.received_bytes, figures.BYTES)
        yield WIRE[1], figures.figure(row.sent_bytes, figures.BYTES)
    elif row.bytes_unavailable is not None:
        yield WIRE[2], f"unknown: {plain(row.bytes_unavailable)}"
    for name, value in row.engine.items():
        yield plain(name), engine_figure(name, value)
    if row.engine_unavailable is not None:
        yield "the engine's own numbers", f"none: {plain(row.engine_unavailable)}"
