"""Writes a finished run in a form that another program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Iterable, Iterator, NamedTuple

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

    `suffix` ends the file's name.
    """

    suffix = ""

    def export(self, run: Run, samples: Callable[[str], Iterable[Sample]]) -> Iterator[str]:
        """The document in pieces. `samples` gives the telemetry of a trial by its id, empty where none was kept."""
        raise TypeError("exporter %r has no export()" % self.name)
