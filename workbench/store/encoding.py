"""Facts as JSON: compact, and nothing lost.

What is None or empty is left out where that is the field's own default, so reading it back gives the same
object. Numbers keep every digit. JSON has no word for NaN and the infinities: they are written as
`{"$float": "nan"}`. Lone surrogates (undecodable bytes of a name) are escaped.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any

FLOAT_MARK = "$float"
EMPTY: tuple[object, ...] = (None, "", (), {}, [])


def encode_line(record: Any) -> bytes:
    """A dataclass as one line of JSON, newline included."""
    return json.dumps(plain(record), separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def encode_document(record: Any) -> bytes:
    """A dataclass as indented JSON, for people and for version control."""
    return json.dumps(plain(record), indent=1, allow_nan=False).encode("ascii") + b"\n"


def plain(value: Any) -> Any:
    """Dataclasses, mappings and sequences as what JSON has words for."""
    if isinstance(value, float):
        return value if math.isfinite(value) else {FLOAT_MARK: repr(float(value))}
    if value is None or isinstance(value, (str, int)):
        return value
    if is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    return [plain(item) for item in value]


def _plain_fields(record: Any) -> dict[str, Any]:
    found = {}
    for name, empty in _empty_defaults(record.__class__):
        value = getattr(record, name)
        if empty is MISSING or value != empty:
            found[name] = plain(value)
    return found


@cache
def _empty_defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    """Each field's name, and its default where that is None or empty, else MISSING."""
    defaults = ((field.name, _default(field)) for field in fields(kind))
    return tuple((name, default if default in EMPTY else MISSING) for name, default in defaults)


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def restore_floats(value: dict[str, Any]) -> Any:
    """The `object_hook` that reads `{"$float": …}` back."""
    if value.keys() == {FLOAT_MARK} and value[FLOAT_MARK] in ("nan", "inf", "-inf"):
        return float(value[FLOAT_MARK])
    return value
