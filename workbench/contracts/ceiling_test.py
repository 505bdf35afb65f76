"""Measures what this machine can do at best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from workbench.contracts.plugin import Plugin
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.model.ceiling import Limit


class CannotMeasure(WorkbenchError):
    """None of a test's limits can be known here; carries the reason and, as remedy, what would mend it."""


class CeilingTest(Plugin):
    """Measures one kind of physical limit. `about_seconds` is how long that takes at most."""

    about_seconds = 5.0

    def measure(self, scratch: str) -> Sequence[Limit]:
        """The limits found, an Unknown where only that one can't be known.

        `scratch` is an empty folder on the disk that results are kept on. Raises CannotMeasure.
        """
        raise TypeError("ceiling test %r has no measure()" % self.name)
