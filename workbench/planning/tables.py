"""Reading one table of a suite key by key: right type, or a complaint and nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from workbench.model.case import Scalar
from workbench.planning.complaints import Complaints, listed, shown, written
from workbench.planning.positions import Path

T = TypeVar("T")


class Table:
    """A table at `path` of a document. Every reading method returns None (or nothing) after complaining."""

    def __init__(self, values: Mapping[str, Any], path: Path, complaints: Complaints) -> None:
        self.values = values
        self.path = path
        self.complaints = complaints

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def at(self, key: str) -> Path:
        """The path of a key, for a complaint about it."""
        return (*self.path, key)

    def allow(self, keys: Sequence[str], where: str) -> None:
        """Complain about every key that is none of `keys`."""
        for key in self.values:
            if key not in keys:
                self.complaints.unknown(self.at(key), "key", key, keys, "%s may hold %s" % (where, listed(keys)))

    def one_of(self, keys: Sequence[str], where: str) -> str | None:
        """The only one of `keys` that is there; complains about none and about several."""
        present = [key for key in keys if key in self]
        if len(present) == 1:
            return present[0]
        if present:
            self.complaints.add(
                self.at(present[1]),
                "%s has %s; only one of them may stand" % (where, " and ".join(map(shown, present))),
            )
            return present[0]
        self.complaints.add(self.path, "%s names no %s" % (where, keys[0]), "write one of " + listed(keys))
        return None

    def text(self, key: str) -> str | None:
        """A text that is not empty."""
        return self._read(key, _as_text, "a text that is not empty") if key in self else None

    def texts(self, key: str) -> tuple[str, ...]:
        """One text, or a list of different ones."""
        return self.several(key, _as_text, "texts")

    def counts(self, key: str, least: int, most: int, words: Mapping[str, int] | None = None) -> tuple[int, ...]:
        """One whole number from `least` to `most`, or a list of different ones; `words` stand for numbers."""
        known, read = words or {}, _as_count(least, most)
        allowed = "whole numbers from %d to %d" % (least, most) + "".join(', or "%s"' % word for word in known)
        return self.several(key, lambda value: known.get(value) if isinstance(value, str) else read(value), allowed)

    def count(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        if key not in self:
            return default
        value = self._read(key, _as_count(least, most), "a whole number from %d to %d" % (least, most))
        return default if value is None else value

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number from `least` to `most`."""
        if key not in self:
            return None
        return self._read(key, as_number(least, most), "a number from %g to %g" % (least, most))

    def flag(self, key: str, default: bool) -> bool:
        """`true` or `false`."""
        if key not in self:
            return default
        value = self._read(key, _as_flag, "true or false")
        return default if value is None else value

    def one(self, key: str, convert: Callable[[Any], T | None], what: str) -> T | None:
        """One value as `convert` accepts it."""
        return self._read(key, convert, what) if key in self else None

    def table(self, key: str) -> Table | None:
        """The table under a key."""
        if key not in self:
            return None
        value = self._read(key, _as_table, "a table")
        return None if value is None else Table(value, self.at(key), self.complaints)

    def scalars(self, key: str) -> dict[str, tuple[Scalar, ...]]:
        """A table of parameters: each a value or a list of values that multiplies the cases."""
        inner = self.table(key)
        if inner is None:
            return {}
        read: dict[str, tuple[Scalar, ...]] = {}
        for name in inner.values:
            values: tuple[Scalar, ...] = inner.several(name, as_scalar, "finite numbers, texts or true/false")
            if values:
                read[name] = values
        return read

    def several(self, key: str, convert: Callable[[Any], T | None], what: str) -> tuple[T, ...]:
        """One value, or a list of different ones, each as `convert` accepts it."""
        if key not in self:
            return ()
        found = self.values[key]
        if not isinstance(found, list):
            value = self._read(key, convert, "one of, or a list of, " + what)
            return () if value is None else (value,)
        if not found:
            self.complaints.add(self.at(key), "`%s` is an empty list" % key, "write %s, or leave the key out" % what)
        return self._elements(key, found, convert, what)

    def _elements(self, key: str, found: list[Any], convert: Callable[[Any], T | None], what: str) -> tuple[T, ...]:
        kept: list[T] = []
        for index, element in enumerate(found):
            value = convert(element)
            if value is None:
                self.complaints.add(
                    (*self.at(key), index), "`%s` holds %s; allowed: %s" % (key, written(element), what)
                )
            elif any(value == other and type(value) is type(other) for other in kept):
                self.complaints.add((*self.at(key), index), "`%s` names %s twice" % (key, shown(element)))
            else:
                kept.append(value)
        return tuple(kept)

    def _read(self, key: str, convert: Callable[[Any], T | None], what: str) -> T | None:
        value = convert(self.values[key])
        if value is None:
            self.complaints.add(self.at(key), "`%s` is %s; allowed: %s" % (key, written(self.values[key]), what))
        return value


def as_scalar(value: Any) -> Scalar | None:
    """A parameter's value, or None for what can't be one (a table, a date, NaN, more than 64 bits)."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and abs(value) >= 2**63:
        return None
    return value if isinstance(value, (str, int, float, bool)) else None


def as_number(least: float, most: float) -> Callable[[Any], float | None]:
    """A reader of numbers from `least` to `most`, for `Table.several`."""
    return lambda value: float(value) if type(value) in {int, float} and least <= value <= most else None


def _as_text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() and "\0" not in value else None


def _as_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _as_table(value: Any) -> Mapping[str, Any] | None:
    return value if isinstance(value, dict) else None


def _as_count(least: int, most: int) -> Callable[[Any], int | None]:
    return lambda value: value if type(value) is int and least <= value <= most else None
