"""Heals what a crash in the middle of a write left behind, without losing a byte."""

from __future__ import annotations

import os

from workbench.model.trial import TrialRecord
from workbench.store.diskerrors import printable
from workbench.store.journal import Journal
from workbench.store.layout import TORN_FILE, open_regular
from workbench.store.schema import Decoding, Undecodable

_BLOCK_BYTES = 1 << 16
_trial = Decoding(TrialRecord)


def finish_last_line(journal: Journal) -> tuple[str, ...]:
    """Make the journal end in a whole line; what was torn goes to trials.torn beside it.

    Returns a sentence for what was moved; none where there was nothing to move. Raises OSError or StoreError.
    """
    tail = _unfinished(journal.descriptor)
    if not tail:
        return ()
    try:
        _trial.one(tail)
    except Undecodable:
        return (_set_aside(journal, tail),)
    journal.append(b"\n")
    return ()


def _unfinished(descriptor: int) -> bytes:
    """The bytes after the last newline."""
    start = os.fstat(descriptor).st_size
    tail = b""
    while start > 0 and b"\n" not in tail:
        length = min(_BLOCK_BYTES, start)
        start -= length
        tail = os.pread(descriptor, length, start) + tail
    return tail.rpartition(b"\n")[2]


def _set_aside(journal: Journal, tail: bytes) -> str:
    aside = os.path.join(os.path.dirname(journal.path), TORN_FILE)
    with open(open_regular(aside, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "wb") as file:
        file.write(tail + b"\n")
        file.flush()
        os.fsync(file.fileno())
    journal.cut(len(tail))
    return f"the last line of {printable(journal.path)} was torn (a write was cut short): moved to {TORN_FILE}"
