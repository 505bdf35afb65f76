"""Which line of a TOML text a key or an array's element stands on.

tomllib checks a text but forgets where things stood. Here a text that tomllib has already accepted is walked
once more (grammar: TOML 1.0, toml.io/en/v1.0.0), so nothing needs to be checked again.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys and indices from the root: `("cases", 0, "workers")`."""

_BLANK = re.compile(r"[ \t\r\n]*(?:#[^\n]*[ \t\r\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:\\.|[^"\\])*"')
_LITERAL = re.compile(r"'[^']*'")
_BASIC_BLOCK = re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL)
_LITERAL_BLOCK = re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")


def locate(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and array element of a valid TOML text.

    A table is where its first header or key is.
    """
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[Path, int] = {}
        self._table_counts: dict[Path, int] = {}

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self._lines

    def _header(self) -> Path:
        start = self._at
        repeated = self._text.startswith("[[", start)
        self._at += 2 if repeated else 1
        *parents, last = self._dotted_key()
        self._at = self._text.index("]", self._at) + (2 if repeated else 1)
        path: Path = ()
        for part in parents:
            path = self._enter((*path, part), start)
        path = (*path, last)
        if not repeated:
            return self._enter(path, start)
        self._record(path, start)
        index = self._table_counts.get(path, 0)
        self._table_counts[path] = index + 1
        self._record((*path, index), start)
        return (*path, index)

    def _enter(self, path: Path, start: int) -> Path:
        """The table at `path`; of an array of tables, the last one."""
        self._record(path, start)
        count = self._table_counts.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table
        for part in self._dotted_key():
            path = (*path, part)
            self._record(path, start)
        self._at = self._text.index("=", self._at) + 1
        self._skip_blank()
        self._value(path)

    def _dotted_key(self) -> list[str]:
        parts = []
        while True:
            self._skip_blank()
            parts.append(self._key_part())
            self._skip_blank()
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _key_part(self) -> str:
        quoted = {'"': _BASIC, "'": _LITERAL}.get(self._text[self._at])
        if quoted is None:
            return self._take(_BARE_KEY)
        return str(tomllib.loads("key = " + self._take(quoted))["key"])

    def _value(self, path: Path) -> None:
        if self._text[self._at] == "[":
            self._array(path)
        elif self._text[self._at] == "{":
            self._inline_table(path)
        else:
            self._take(self._scalar_pattern())

    def _scalar_pattern(self) -> re.Pattern[str]:
        for opening, pattern in (('"""', _BASIC_BLOCK), ("'''", _LITERAL_BLOCK), ('"', _BASIC), ("'", _LITERAL)):
            if self._text.startswith(opening, self._at):
                return pattern
        return _SCALAR

    def _array(self, path: Path) -> None:
        index = 0
        while self._next_item("]"):
            self._record((*path, index), self._at)
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        while self._next_item("}"):
            self._pair(path)

    def _next_item(self, closing: str) -> bool:
        """Step over the opening bracket or the comma; False, past the closing bracket, when no item follows."""
        self._skip_blank()
        if self._text[self._at] != closing:
            self._at += 1
            self._skip_blank()
        if self._text[self._at] != closing:
            return True
        self._at += 1
        return False

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError("not valid TOML at offset %d" % self._at)
        self._at = match.end()
        return match.group()

    def _skip_blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _record(self, path: Path, offset: int) -> None:
        self._lines.setdefault(path, bisect_right(self._line_starts, offset))
