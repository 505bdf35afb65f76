"""Collecting everything that is wrong before saying any of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from workbench.errors import Complaint, ConfigurationError
from workbench.planning.positions import Path

_SHOWN_CHARACTERS = 60
_SHOWN_NAMES = 40


class Complaints:
    """What is wrong with one suite (or command line), each at its line where there is a file."""

    def __init__(self, file: str | None = None, lines: Mapping[Path, int] | None = None) -> None:
        self._file = file
        self._lines = lines or {}
        self._found: dict[tuple[int, str], Complaint] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, message: str, remedy: str | None = None) -> None:
        """Complain about what stands at `path`, or at the nearest thing above it that has a line. Once is enough."""
        line = self._line(path)
        self._found.setdefault((line or 0, message), Complaint(message, self._file, line, remedy))

    def unknown(self, path: Path, what: str, found: str, known: Iterable[str], remedy: str | None = None) -> None:
        """Complain about a name that is none of `known`, with the nearest of them."""
        names = sorted(known)
        near = difflib.get_close_matches(found, names, n=1)
        hint = "; did you mean `%s`?" % near[0] if near else ""
        self.add(path, "unknown %s %s%s" % (what, shown(found), hint), remedy or "allowed: " + listed(names))

    def adopt(self, path: Path, error: ConfigurationError) -> None:
        """Take over what another room complained about, at `path`."""
        for complaint in error.complaints:
            self.add(path, complaint.message, complaint.remedy)

    def raise_if_any(self) -> None:
        """Raise ConfigurationError with all of them, in the order of their lines."""
        if self._found:
            raise ConfigurationError([self._found[key] for key in sorted(self._found, key=lambda key: key[0])])

    def _line(self, path: Path) -> int | None:
        for end in range(len(path), 0, -1):
            for spelling in _spellings(path[end - 1]):
                line = self._lines.get((*path[: end - 1], spelling))
                if line is not None:
                    return line
        return None


def _spellings(part: str | int) -> tuple[str | int, ...]:
    """A key that takes a list may stand in the singular, and the other way round."""
    return (part,) if isinstance(part, int) else (part, part + "s", part.removesuffix("s"))


def shown(value: Any) -> str:
    """A value as a complaint quotes it: short, on one line, nothing that a terminal would obey."""
    text = ("`%s`" % value) if isinstance(value, str) and value.isprintable() else repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def written(value: Any) -> str:
    """A value as the suite has it, so that the text "3" is not taken for the number 3."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.isprintable():
        text = '`"%s"`' % value
        return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 3] + '…"`'
    return shown(value)


def listed(names: Iterable[Any]) -> str:
    """Names for people: `a`, `b`, `c`."""
    every = list(names)
    more = len(every) - _SHOWN_NAMES
    quoted = [shown(name) for name in every[:_SHOWN_NAMES]] + (["and %d more" % more] if more > 0 else [])
    return ", ".join(quoted) if quoted else "none"
