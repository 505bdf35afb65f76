"""OpenMetrics: a run's figures for Prometheus, through a textfile collector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workbench.contracts import Exporter, Sample
from workbench.exporters._families import REQUIRES, FigureCollector
from workbench.exporters._finished import finished_figures
from workbench.model.run import Run


class OpenMetrics(Exporter):
    """The figures of every case for Prometheus: OpenMetrics text that node_exporter's textfile collector reads too.

    Names, labels and joins: `workbench.exporters._finished`. Values carry no time stamp: a textfile collector takes
    none.
    """

    name = "openmetrics"
    suffix = ".prom"
    requires = REQUIRES

    def export(self, run: Run, samples: Callable[[str], Iterable[Sample]]) -> Iterator[str]:  # noqa: ARG002 - contract
        """One metric family after the other, then `# EOF`."""
        from prometheus_client.openmetrics.exposition import generate_latest

        text: bytes = generate_latest(FigureCollector(lambda: finished_figures(run)))  # type: ignore[no-untyped-call]
        yield text.decode()


PLUGIN = OpenMetrics
