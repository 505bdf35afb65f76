"""Verdicts as GitHub's workflow commands: what is bad becomes an error beside the job, what is unsure a warning."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.reporting.escaping import plain, shortened
from workbench.reporting.verdicts.sheet import BAD, FINE, VerdictRow, VerdictSheet, left_out

MOST = 10
"""GitHub shows ten annotations a step, and drops the others without a word."""
LONGEST_TITLE = 120
LONGEST_MESSAGE = 1000


def to_annotations(sheet: VerdictSheet) -> str:
    """Lines to print in a job's step, ten at most, worst first; empty where there is nothing to warn of."""
    told = [row for row in sheet.rows if row.severity != FINE]
    if len(told) <= MOST:
        lines = [_command(row, sheet) for row in told]
    else:
        lines = [_command(row, sheet) for row in told[: MOST - 1]]
        lines.append(_rest(told[MOST - 1 :], sheet))
    return "".join(f"{line}\n" for line in lines)


def _command(row: VerdictRow, sheet: VerdictSheet) -> str:
    return _line(row.severity == BAD, f"{row.word}: {row.title}", f"{sheet.subject}, {row.title}: {row.sentence}")


def _rest(rest: Sequence[VerdictRow], sheet: VerdictSheet) -> str:
    return _line(any(row.severity == BAD for row in rest), f"workbench {sheet.kind}", left_out(rest))


def _line(bad: bool, title: str, message: str) -> str:
    level = "error" if bad else "warning"
    return f"::{level} title={_property(shortened(title, LONGEST_TITLE))}::{_data(message[:LONGEST_MESSAGE])}"


def _data(text: str) -> str:
    """As actions/toolkit's `escapeData`; other control characters are written out, so no second line can begin."""
    return plain(text, keep="\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As actions/toolkit's `escapeProperty`."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
