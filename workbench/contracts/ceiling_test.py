"""Measures what this machine can do at best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from workbench.contracts.plugin import Plugin
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.model.ceiling import Ceiling


class CannotMeasure(WorkbenchError):
    """The limit can't be known here; carries the reason and, as remedy, what would mend it."""


class CeilingTest(Plugin):
    """Measures one kind of physical limit. `about_seconds` is how long that takes at most."""

    about_seconds = 5.0

    def measure(self, scratch: str) -> Sequence[Ceiling]:
        """The limits found; `scratch` is an empty folder on the disk that results are kept on.

        Raises CannotMeasure.
        """
        raise TypeError("ceiling test %r has no measure()" % self.name)
