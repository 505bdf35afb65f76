"""Verdicts as Markdown for a job's summary or a pull request's comment: the answer, then the rows, worst first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from workbench.reporting.verdicts.github_text import escaped
from workbench.reporting.verdicts.sheet import (
    BAD,
    FINE,
    UNSURE,
    VerdictRow,
    VerdictSheet,
    VerdictTable,
    left_out,
)

LIMIT_BYTES = 64_000
"""GitHub takes comments of 65,536 characters."""
LONGEST_SENTENCE = 600
MOST_FINDINGS = 10
MOST_TABLE_ROWS = 50
SIGNS = {BAD: "❌", UNSURE: "❔", FINE: "✅"}
TITLES = ("", "case and metric", "base → head", "head ÷ base", "")
ALIGNMENT = ("---", "---", "---", "---", "---")


def to_markdown(sheet: VerdictSheet, limit_bytes: int = LIMIT_BYTES) -> str:
    """At most `limit_bytes` of UTF-8; where rows are cut it says how many, and how many of them are bad.

    The first line is a comment that nobody sees (`marker`): whoever posts this finds the comment to update by it.
    Names show letter by letter: no link, mention, image, HTML or issue number in them is obeyed.
    """
    before = "\n".join(_before(sheet))
    after = "\n".join(_after(sheet))
    room = limit_bytes - len(f"{before}\n{after}\n".encode())
    table = "\n".join(_fitted(sheet.rows, room))
    return "\n".join(filter(None, (before, table, after))) + "\n"


def marker(sheet: VerdictSheet) -> str:
    """An HTML comment that is the same for every sheet of this kind and subject, and for no other."""
    digest = hashlib.sha256(sheet.subject.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"<!-- workbench-{sheet.kind} {digest} -->"


def _before(sheet: VerdictSheet) -> Iterator[str]:
    yield marker(sheet)
    yield f"### workbench {sheet.kind}: {escaped(sheet.subject)}"
    yield ""
    yield f"{_sign(sheet)}**{escaped(sheet.answer, LONGEST_SENTENCE)}**"
    yield ""
    told = [f"{name} {escaped(text)}" for name, text in sheet.settings]
    if told:
        yield " · ".join(told)
        yield ""


def _sign(sheet: VerdictSheet) -> str:
    return f"{SIGNS[sheet.rows[0].severity]} " if sheet.rows else ""


def _fitted(rows: Sequence[VerdictRow], room: int) -> Iterator[str]:
    """The table's lines as far as there is room, its last rows cut and counted."""
    if not rows:
        return
    head = [_line(TITLES), _line(ALIGNMENT)]
    lines = [_row_line(row) for row in rows]
    sizes = [len(line.encode()) + 1 for line in (*head, *lines)]
    if sum(sizes) > room:
        room -= len(_cut_line(rows).encode()) + 100
        while lines and sum(sizes) > room:
            lines.pop()
            sizes.pop()
    yield from head
    yield from lines
    yield ""
    if len(lines) < len(rows):
        yield _cut_line(rows[len(lines) :])
        yield ""


def _cut_line(rest: Sequence[VerdictRow]) -> str:
    return f"_{left_out(rest)}: there was no room for them here._"


def _row_line(row: VerdictRow) -> str:
    return _line(
        (
            f"{SIGNS[row.severity]} {row.word}",
            f"{escaped(row.case)}, {escaped(row.metric)}",
            _unbroken(row.change),
            _unbroken(row.ratio),
            escaped(row.says, LONGEST_SENTENCE).replace(" %", "\u00a0%"),
        )
    )


def _unbroken(figure: str) -> str:
    """A figure of ours, its brackets no link; it stays on one line."""
    return escaped(figure).replace(" ", "\u00a0")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _after(sheet: VerdictSheet) -> Iterator[str]:
    if sheet.steps:
        yield "**Next**"
        yield ""
        yield from (f"- {step}" for step in sheet.steps)
        yield ""
    yield from _listed(
        "**Findings**",
        [f"{finding.severity}: {_told(finding.message, finding.remedy)}" for finding in sheet.findings],
        "findings",
    )
    for table in sheet.tables:
        yield from _table(table)
    if sheet.footnote:
        yield f"<sub>{escaped(sheet.footnote, LONGEST_SENTENCE)}</sub>"


def _told(message: str, remedy: str | None) -> str:
    told = escaped(message, LONGEST_SENTENCE)
    return told if remedy is None else f"{told} → {escaped(remedy, LONGEST_SENTENCE)}"


def _listed(title: str, lines: Sequence[str], noun: str) -> Iterator[str]:
    if not lines:
        return
    yield title
    yield ""
    yield from (f"- {line}" for line in lines[:MOST_FINDINGS])
    if len(lines) > MOST_FINDINGS:
        yield f"- and {len(lines) - MOST_FINDINGS:,} more {noun}"
    yield ""


def _table(table: VerdictTable) -> Iterator[str]:
    yield f"<details><summary>{table.name}</summary>"
    yield ""
    yield escaped(table.caption, LONGEST_SENTENCE)
    yield ""
    yield _line(table.titles)
    yield _line(["---"] * len(table.titles))
    yield from (_line([escaped(cell) for cell in row]) for row in table.rows[:MOST_TABLE_ROWS])
    yield ""
    if len(table.rows) > MOST_TABLE_ROWS:
        yield f"_and {len(table.rows) - MOST_TABLE_ROWS:,} more_"
        yield ""
    yield "</details>"
    yield ""
