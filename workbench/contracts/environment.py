"""The interpreter and packages a trial runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.plugin import Plugin
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.model.run import Interpreter


class NoInterpreter(WorkbenchError):
    """What was asked for is well written, but nothing usable is behind it on this machine."""


class Environment(Plugin):
    """The interpreter and packages a trial runs in. `name` is the key of its value: `[environments.old] name = …`."""

    def interpreter(self, value: str) -> str:
        """The absolute path of the interpreter that `value` (what the suite wrote) names.

        Raises ConfigurationError for a value that names none on any machine, NoInterpreter (what was looked for,
        and as remedy what would bring it) where there is none on this one: its cases are then skipped.
        """
        raise TypeError("environment %r has no interpreter()" % self.name)

    def describe(self, name: str, executable: str) -> Interpreter:
        """What is installed in the interpreter at `executable`, recorded under the environment's `name`.

        Raises NoInterpreter where it does not answer.
        """
        raise TypeError("environment %r has no describe()" % self.name)
