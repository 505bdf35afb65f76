"""Runs a trial under a profiler."""

from __future__ import annotations

from typing import List, Sequence

from workbench.contracts.plugin import Plugin


class Profiler(Plugin):
    """Runs one trial under a profiler and keeps what it found; `name` is the word after `--profile`.

    `suffixes` end the names of the files it leaves, the one to open first being first.
    """

    suffixes: Sequence[str] = ()

    def wrap(self, argv: Sequence[str], output: str) -> List[str]:
        """The command line that runs `argv` (an interpreter and its words) and writes to files named `output`*."""
        raise TypeError("profiler %r has no wrap()" % self.name)

    def finish(self, output: str) -> Sequence[str]:
        """Turn what was written into what people open; the files to keep, the one to open first being first."""
        return [output + suffix for suffix in self.suffixes]
