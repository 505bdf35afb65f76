"""Reads what another program measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Tuple

from workbench.contracts.plugin import Plugin

if TYPE_CHECKING:
    from workbench.model.imported import ImportedRun


class Importer(Plugin):
    """Reads what another program measured; `name` is the word after `workbench import`."""

    def read(self, path: str) -> Tuple[ImportedRun, ...]:
        """The runs in the file or folder `path`, each with a case; nothing in it is executed.

        What the files don't tell is left unsaid and named in the run's origin. Raises ConfigurationError with
        everything that is wrong in them, each with its file and where in it.
        """
        raise TypeError("importer %r has no read()" % self.name)
