"""What a process is called in a series file."""

from __future__ import annotations

from typing import Dict, Tuple


class ProcessLabels:
    """`4711 python`: the number, and the name the process goes by at the moment (it may take another).

    A later process of the same number and name is told apart by a count: `4711 python #2`.
    """

    def __init__(self) -> None:
        self._given: Dict[Tuple[int, int, bytes], str] = {}
        self._namesakes: Dict[str, int] = {}

    def label(self, pid: int, started: int, name: bytes) -> str:
        """The label of the process that has this number and start time and goes by this name."""
        key = (pid, started, name)
        label = self._given.get(key)
        if label is None:
            plain = ("%d %s" % (pid, readable(name))).rstrip()
            count = self._namesakes[plain] = self._namesakes.get(plain, 0) + 1
            label = self._given[key] = plain if count == 1 else "%s #%d" % (plain, count)
        return label


def readable(name: bytes) -> str:
    """A name that anything may be in, as text; what can't be printed stands as U+FFFD."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name.decode("utf-8", "replace"))
