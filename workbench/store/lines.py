"""Reads a file of one record a line, whatever state it is in."""

from __future__ import annotations

import os
from typing import TypeVar

from workbench.store.diskerrors import printable
from workbench.store.layout import read_regular
from workbench.store.schema import Decoding, Undecodable

Decoded = TypeVar("Decoded")


def read_lines(path: str, decoding: Decoding[Decoded]) -> tuple[tuple[Decoded, ...], tuple[str, ...]]:
    """Every record that can be read, in order, and a sentence with file and line for each that can't.

    An unfinished last line is what a crash in the middle of a write leaves; it is told apart.
    Raises StoreError where the file itself can't be read.
    """
    if not os.path.lexists(path):
        return (), (f"{printable(path)} is missing: there are no trials to read",)
    return decode_lines(read_regular(path), path, decoding)


def decode_lines(data: bytes, path: str, decoding: Decoding[Decoded]) -> tuple[tuple[Decoded, ...], tuple[str, ...]]:
    """The same of what was read already; `path` names the file in what is told."""
    complete = data.endswith(b"\n") or not data
    fast = decoding.lines(data) if complete else None
    if fast is not None:
        return tuple(fast), ()
    return _line_by_line(data, complete, path, decoding)


def _line_by_line(
    data: bytes, complete: bool, path: str, decoding: Decoding[Decoded]
) -> tuple[tuple[Decoded, ...], tuple[str, ...]]:
    records, warnings = [], []
    lines = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(decoding.one(line))
        except Undecodable as error:
            torn = number == len(lines) and not complete
            wrong = "the last line is torn (a write was cut short)" if torn else f"not a trial record: {error}"
            warnings.append(f"{printable(path)}:{number}: {wrong}; left out, the others are read")
    return tuple(records), tuple(warnings)
