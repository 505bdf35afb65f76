"""Writes a finished run in a form that another program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Iterable, Iterator, NamedTuple, Optional, Tuple

from workbench.contracts.plugin import Plugin

if TYPE_CHECKING:
    from workbench.model.run import Run


class Sample(NamedTuple):
    """One value of a trial's telemetry; `process` is `pid name` where it is of one process, else empty."""

    at_seconds: float
    node: str
    process: str
    probe: str
    series: str
    value: float


class Exporter(Plugin):
    """Writes a finished run in a form that another program reads; `name` is the word after `workbench export`.

    `suffix` ends the file's name. One that writes several files sets `folder` and has `files`, not `export`.
    """

    suffix = ""
    folder = False

    def export(self, run: Run, samples: Callable[[str], Iterable[Sample]]) -> Iterator[str]:
        """The document in pieces. `samples` gives the telemetry of a trial by its id, empty where none was kept."""
        raise TypeError("exporter %r has no export()" % self.name)

    def files(self, run: Run, present: Callable[[str], Optional[str]]) -> Iterator[Tuple[str, str]]:
        """Each file's path inside the folder, `/` between its parts, and its whole text.

        `present` gives the text of a file that is in the folder already, None where there is none, so that what
        others put into it can be kept.
        """
        raise TypeError("exporter %r has no files()" % self.name)

    def remarks(self, run: Run) -> Iterable[str]:
        """What the form can't say of this run, as sentences for a person."""
        return ()
