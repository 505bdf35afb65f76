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
@click.option("-o", "--output", metavar="FILE", help="Write FILE (asv: a folder); standard output without it.")
@results_option
def export(form: str, run: str, output: Optional[str], results: str) -> None:
    """Write RUN in FORM: openmetrics (for a textfile collector), trace (for Perfetto and Chrome), or a plug-in's.

    RUN is a folder, a run's id, the beginning of one, or latest. FORM asv adds to a folder that asv reads (its
    results_dir, named with -o).
    """
    from workbench.reporting.escaping import plain
    from workbench.sessions.exporting import export_folder, export_run, find_exporter, write_whole

    chosen = find_exporter(form)
    if chosen.folder:
        if output is None:
            raise click.UsageError(f"{form} is a folder of files: name it with -o DIR")
        for remark in export_folder(run, results, chosen, output):
            click.echo(f"note: {plain(remark)}", err=True)
        return
    pieces = export_run(run, results, chosen)
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
