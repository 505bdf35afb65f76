"""Reading JSON that others wrote: bounded, every part checked, every complaint with its file and place."""

from __future__ import annotations

import gzip
import json
import math
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Optional

from workbench.errors import Complaint, ConfigurationError

LARGEST_FILE_BYTES = 200_000_000
MOST_FILES = 20_000
MOST_COMPLAINTS = 100
_SHOWN = 40
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}


class Complaints:
    """What is wrong in some files. After MOST_COMPLAINTS the rest is only counted."""

    def __init__(self) -> None:
        self._found: list[Complaint] = []
        self._more = 0

    def add(self, message: str, file: str, remedy: Optional[str] = None) -> None:
        """`file` is a path, of which the complaint shows what a terminal can."""
        if len(self._found) < MOST_COMPLAINTS:
            self._found.append(Complaint(printable(message), printable(file), remedy=remedy))
        else:
            self._more += 1

    def raise_any(self) -> None:
        """Raises ConfigurationError with everything so far, if there is anything."""
        if self._found:
            more = [Complaint(f"and {self._more:,} more complaints of this kind")] if self._more else []
            raise ConfigurationError([*self._found, *more])


class Part:
    """A value in a document. A value of the wrong type is complained about, and something harmless returned."""

    def __init__(self, value: Any, file: str, place: str, complaints: Complaints) -> None:
        self.value = value
        self.file = file
        self._place = place
        self._complaints = complaints

    def complain(self, message: str) -> None:
        """`message` completes "FILE: PLACE …"."""
        self._complaints.add(f"{self._place or 'the document'} {message}", self.file)

    def get(self, name: str) -> Optional[Part]:
        """A member; None where there is none, or it is null."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return None if found is None else self._part(found, f".{name}" if self._place else name)

    def need(self, name: str) -> Part:
        """A member that must be there."""
        found = self.get(name)
        if found is None:
            lacking = "is no object, so it has no" if not isinstance(self.value, dict) else "has no"
            self.complain(f"{lacking} {name!r}")
            return self._part({}, f".{name}", Complaints())
        return found

    def members(self) -> Iterator[tuple[str, Part]]:
        """Every member of an object, by name."""
        if not isinstance(self.value, dict):
            self.complain(f"is {described(self.value)}; allowed: an object")
            return
        for name, value in self.value.items():
            yield name, self._part(value, f"[{name!r}]")

    def items(self) -> list[Part]:
        """Every item of a list."""
        if not isinstance(self.value, list):
            self.complain(f"is {described(self.value)}; allowed: a list")
            return []
        return [self._part(value, f"[{index}]") for index, value in enumerate(self.value)]

    def text(self) -> str:
        """A text."""
        if isinstance(self.value, str):
            return self.value
        self.complain(f"is {described(self.value)}; allowed: a text")
        return ""

    def seconds(self, unit: float = 1.0) -> float:
        """A duration written in so many seconds."""
        return self.number("a number of seconds from 0") * unit

    def number(self, allowed: str = "a number from 0") -> float:
        """A finite number that is not negative."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            with suppress(OverflowError):
                if 0 <= float(self.value) < math.inf:
                    return float(self.value)
        self.complain(f"is {described(self.value)}; allowed: {allowed}")
        return 0.0

    def whole(self) -> int:
        """A whole number that is not negative; also where it is written as a text."""
        if isinstance(self.value, str) and self.value.isdecimal() and len(self.value) < 20:
            return int(self.value)
        found = self.number("a whole number from 0")
        if found != int(found):
            self.complain(f"is {described(self.value)}; allowed: a whole number from 0")
        return int(found)

    def _part(self, value: Any, step: str, complaints: Optional[Complaints] = None) -> Part:
        return Part(value, self.file, self._place + step, complaints or self._complaints)


def read_document(path: str, complaints: Complaints) -> Part:
    """The JSON in a file, plain or gzip; what isn't a JSON object is complained about. Opens no pipe or device."""
    try:
        data = _bounded(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _unreadable(f"can't be read: {reason.lower()}", path, complaints)
    if len(data) > LARGEST_FILE_BYTES:
        return _unreadable(f"is larger than {LARGEST_FILE_BYTES // 1_000_000} MB", path, complaints)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        return _unreadable(f"is not JSON: {error}", path, complaints)
    if not isinstance(value, dict):
        return _unreadable(f"holds {described(value)}, not an object", path, complaints)
    if not value:
        return _unreadable("holds nothing", path, complaints)
    return Part(value, path, "", complaints)


def json_files(path: str, complaints: Complaints) -> list[str]:
    """The file, or every `*.json` in the folder `path` and the folders in it, by name; links are not followed."""
    if not os.path.isdir(path):
        return [path]
    found: list[str] = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        found.extend(os.path.join(folder, name) for name in sorted(names) if name.endswith(".json"))
        if len(found) > MOST_FILES:
            complaints.add(f"holds more than {MOST_FILES:,} files", path, "name a folder in it")
            return []
    if not found:
        complaints.add("holds no *.json file", path, "name the file that the tool wrote")
    return [name for name in found if not os.path.islink(name)]


def described(value: Any) -> str:
    """What a value is, in few words: `a list`, `'fast'`, `-1`."""
    if isinstance(value, str) or type(value) not in _KINDS:
        shown = repr(value) if not isinstance(value, int) or abs(value) < 10**20 else "a number of many digits"
        return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    return _KINDS[type(value)]


def printable(text: str) -> str:
    """`text` with what could disturb a terminal written out."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _bounded(path: str) -> bytes:
    """The file's bytes, unpacked where it is packed, up to one more than are allowed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a regular file")
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not packed:
            return file.read(LARGEST_FILE_BYTES + 1)
        with gzip.open(file) as unpacked:
            return unpacked.read(LARGEST_FILE_BYTES + 1)


def _unreadable(message: str, path: str, complaints: Complaints) -> Part:
    complaints.add(message, path)
    return Part({}, path, "", Complaints())
