"""`workbench fit`."""

from __future__ import annotations

from typing import Optional

import click

from workbench.cli.options import Duration, json_option, results_option
from workbench.cli.output import colour, terminal_width


@click.command()
@click.argument("source")
@click.option("--law", default="auto", show_default=True, metavar="NAME", help="The law to fit: amdahl, usl, …")
@click.option(
    "--space",
    type=click.Choice(["time", "throughput"]),
    default="time",
    show_default=True,
    help="throughput: also the classical fit of the USL, to compare with the literature.",
)
@click.option("--deadline", type=Duration(), help="Say how many workers finish within this: 60s, 10m.")
@click.option(
    "--efficiency", type=click.FloatRange(0, 1, min_open=True), help="Say up to how many workers keep it: 0.7."
)
@click.option(
    "--price", metavar="PRICE", help="Say what costs least: 0.048/core-hour, 0.40/node-hour, or a CSV of machine types."
)
@click.option("--provisioning", type=Duration(), default=0.0, help="Paid for before each run: 90s.")
@results_option
@json_option
def fit(
    source: str,
    law: str,
    space: str,
    deadline: Optional[float],
    efficiency: Optional[float],
    price: Optional[str],
    provisioning: float,
    results: str,
    as_json: bool,
) -> None:
    """Fit scaling laws to SOURCE: a CSV file, or a run (its id, the beginning of one, or latest).

    A CSV file has the columns workers and seconds (or throughput), and may have launch, repeat and size (one that
    grows with the workers makes it weak scaling). With nodes besides, workers are those of all nodes; or name the
    column workers_per_node. A CSV of machine types has machine, cores, memory and
    price_per_hour. --json prints one object for a file, and for a run
    (or a file with nodes) an object with one entry a series.
    """
    from workbench.reporting.encoding import fit_to_json, fits_to_json
    from workbench.reporting.escaping import plain
    from workbench.reporting.terminal.fit import render_classical, render_fit, render_node_fit
    from workbench.sessions.fitting import Fitted, Wanted, fit_source, questions_of
    from workbench.sessions.fitting_nodes import FittedNodes

    questions = questions_of(deadline, efficiency, price, provisioning)
    fits = fit_source(source, results, Wanted(law, space == "throughput", questions))
    for column in dict.fromkeys(column for found in fits for column in found.left_out):
        click.echo(f"note: the column {plain(column)!r} is not used", err=True)
    series = [found for found in fits if isinstance(found, Fitted)]
    places = [found for found in fits if isinstance(found, FittedNodes)]
    if not as_json:
        for each in places:
            click.echo(render_node_fit(each.scaling, each.title, each.weak, terminal_width(), colour()))
        for found in series:
            click.echo(render_fit(found.scaling, found.title, terminal_width(), colour()))
            if found.classical is not None:
                click.echo(render_classical(found.classical))
    elif source.endswith(".csv") and not places:
        click.echo(fit_to_json(series[0].scaling, series[0].classical))
    else:
        classical = {found.title: found.classical for found in series}
        over_nodes = {each.title: each.scaling for each in places}
        click.echo(fits_to_json({found.title: found.scaling for found in series}, classical, over_nodes))


COMMANDS = {"fit": fit}
