"""How each schema version is decoded.

Within a version, fields may be added that have a default: a reader that doesn't know them leaves them out
(the file keeps them), a reader that knows them finds the default in older files. Anything else is a new
version: it gets a `Format` of its own in FORMATS, whose decoders return today's objects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from workbench.collector import collector_paused
from workbench.errors import StoreError
from workbench.model.run import RunHeader
from workbench.model.trial import TrialRecord
from workbench.store.encoding import restore_floats
from workbench.store.rows import HeaderOutline, TrialRow

Decoded = TypeVar("Decoded")


class Undecodable(ValueError):
    """Bytes that are not what they should be; the message says where they differ."""


class Decoding(Generic[Decoded]):
    """Decodes JSON into one type, checking every field. Fast for what the writer usually writes."""

    def __init__(self, kind: type[Decoded]) -> None:
        self._kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def one(self, data: bytes) -> Decoded:
        """Raises Undecodable."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._slowly(data)

    def lines(self, data: bytes) -> Sequence[Decoded] | None:
        """Every line of `data`, or None where at least one needs `one`'s care."""
        try:
            with collector_paused():
                return self._decoder.decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def _slowly(self, data: bytes) -> Decoded:
        """For what msgspec's parser refuses though it is ours: marked floats and lone surrogates."""
        try:
            parsed: Any = json.loads(data, object_hook=restore_floats)
            return msgspec.convert(parsed, self._kind)
        except (ValueError, RecursionError) as error:
            raise Undecodable(str(error)) from error


@dataclass(frozen=True)
class Format:
    """The decoders of one schema version. `outline` and `row` read what lists and summaries need."""

    header: Decoding[RunHeader]
    outline: Decoding[HeaderOutline]
    trial: Decoding[TrialRecord]
    row: Decoding[TrialRow]


FORMATS: Mapping[int, Format] = {
    1: Format(Decoding(RunHeader), Decoding(HeaderOutline), Decoding(TrialRecord), Decoding(TrialRow)),
}


class _Versioned(msgspec.Struct):
    schema_version: int


_version = Decoding(_Versioned)


def format_of(header: bytes, file: str) -> Format:
    """The format that a run.json says it has. Raises StoreError for one that isn't known here."""
    try:
        version = _version.one(header).schema_version
    except Undecodable as error:
        raise StoreError(f"{file} is not a run's header: {error}") from error
    if version not in FORMATS:
        newest = max(FORMATS)
        remedy = "upgrade workbench: pip install --upgrade workbench" if version > newest else None
        wrote = "a newer workbench wrote it" if version > newest else "no workbench ever wrote it"
        raise StoreError(f"{file} has schema version {version}, and {wrote}: this one reads up to {newest}", remedy)
    return FORMATS[version]
