"""`workbench fit`."""

from __future__ import annotations

import click

from workbench.cli.options import json_option, results_option
from workbench.cli.output import colour, terminal_width


@click.command()
@click.argument("source")
@results_option
@json_option
def fit(source: str, results: str, as_json: bool) -> None:
    """Fit scaling laws to SOURCE: a CSV file, or a run (its id, the beginning of one, or latest).

    A CSV file has the columns workers and seconds (or throughput), and may have launch. --json prints one
    object for a file, and for a run an object with one entry a series.
    """
    from workbench.reporting.encoding import fit_to_json, fits_to_json
    from workbench.reporting.escaping import plain
    from workbench.reporting.terminal_fit import render_fit
    from workbench.sessions.fitting import fit_source

    fits = fit_source(source, results)
    for column in (column for found in fits for column in found.left_out):
        click.echo(f"note: the column {plain(column)!r} is not used", err=True)
    if not as_json:
        for found in fits:
            click.echo(render_fit(found.scaling, found.title, terminal_width(), colour()))
    elif source.endswith(".csv"):
        click.echo(fit_to_json(fits[0].scaling))
    else:
        click.echo(fits_to_json({found.title: found.scaling for found in fits}))


COMMANDS = {"fit": fit}
