"""`workbench export` and `workbench exporter`."""

from __future__ import annotations

import sys
from typing import Optional

import click

from workbench.cli.options import results_option

PORT = 9753


@click.command()
@click.argument("form")
@click.argument("run", default="latest")
@click.option("-o", "--output", metavar="FILE", help="Write FILE, whole or not at all; standard output without it.")
@results_option
def export(form: str, run: str, output: Optional[str], results: str) -> None:
    """Write RUN in FORM: openmetrics (for a textfile collector), trace (for Perfetto and Chrome), or a plug-in's.

    RUN is a folder, a run's id, the beginning of one, or latest.
    """
    from workbench.sessions.exporting import export_run, find_exporter, write_whole

    pieces = export_run(run, results, find_exporter(form))
    if output is not None:
        write_whole(pieces, output)
        return
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one.")
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Where to listen; others than loopback are open."
)
@results_option
def exporter(port: int, address: str, results: str) -> None:
    """Serve the latest run of every suite and machine in RESULTS to Prometheus. Ctrl-C ends it."""
    from workbench.sessions.metrics.results import serve_results

    serve_results(results, address, port, lambda line: click.echo(line, err=True))


COMMANDS = {"export": export, "exporter": exporter}
