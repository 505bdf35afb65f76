"""The interpreter and packages a trial runs in."""

from __future__ import annotations

from workbench.contracts.plugin import Plugin


class Environment(Plugin):
    """The interpreter and packages a trial runs in."""

    def interpreter(self, value: str) -> str:
        """The absolute path of the interpreter that `value` (what the suite wrote) names.

        Raises ConfigurationError where there is none.
        """
        raise TypeError("environment %r has no interpreter()" % self.name)
