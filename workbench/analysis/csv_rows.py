"""The rows of a person's CSV, with commas, semicolons or tabs, and the complaints about them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from workbench.errors import Complaint, ConfigurationError

MOST_COMPLAINTS = 20

_FIRST_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


def read_rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Each row that isn't blank with its line number, the header first. Raises ConfigurationError."""
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), skipinitialspace=True, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as problem:
        raise error(f"is not CSV: {problem}", file, reader.line_num, None) from None


def number(cell: str) -> float:
    """The number a cell holds, with a decimal point or comma; NaN for anything else."""
    one_comma = cell.count(",") == 1 and "." not in cell
    try:
        return float(cell.replace(",", ".") if one_comma else cell)
    except ValueError:
        return float("nan")


def raise_all(complaints: Sequence[Complaint]) -> None:
    """Raises ConfigurationError if there are any: the first ones, and how many more."""
    if not complaints:
        return
    shown = list(complaints[:MOST_COMPLAINTS])
    more = len(complaints) - len(shown)
    if more:
        shown.append(Complaint(f"{more} more like these", complaints[0].file))
    raise ConfigurationError(shown)


def error(message: str, file: str, line: int | None, remedy: str | None) -> ConfigurationError:
    """One complaint, to be raised."""
    return ConfigurationError([Complaint(message, file, line, remedy)])


def delimiter_of(text: str) -> str:
    """What parts the columns, as the first line that isn't blank tells."""
    header = _FIRST_LINE.search(text)
    return next((mark for mark in (";", "\t") if header and mark in header.group()), ",")
