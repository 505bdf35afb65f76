"""Counts the instructions that a launch executes while its phase `measure` lasts."""

from __future__ import annotations

from typing import List, Sequence

from workbench.contracts.plugin import Plugin
from workbench.errors import WorkbenchError


class CannotCount(WorkbenchError):
    """A count was begun or read and is not to be had; the message says why."""


class Counter(Plugin):
    """Counts user-mode instructions of one process, all its threads, between `begin` and `end`.

    `wrap` and `read` are called beside the launch, `begin` and `end` in it, right before and after each measured
    call. `output` is the same path for all of them: nothing is there before, and names that begin with it are free.
    Counters are tried by `rank`, the lowest first.
    """

    rank = 0

    def __init__(self, output: str) -> None:
        self.output = output

    def wrap(self, argv: Sequence[str]) -> List[str]:
        """The command line that runs `argv` (an interpreter and its words) without counting until `begin`."""
        raise TypeError("counter %r has no wrap()" % self.name)

    def open(self) -> None:
        """Get ready, in the launch, before anything is measured. Raises CannotCount."""

    def begin(self) -> None:
        """Count from here on. Raises CannotCount."""
        raise TypeError("counter %r has no begin()" % self.name)

    def end(self) -> None:
        """Count no more. Raises CannotCount."""
        raise TypeError("counter %r has no end()" % self.name)

    def read(self) -> int:
        """What was counted in all, once the launch has ended. Raises CannotCount."""
        raise TypeError("counter %r has no read()" % self.name)
