"""`workbench history`."""

from __future__ import annotations

import click

from workbench.cli.options import json_option, results_option
from workbench.cli.output import colour, terminal_width

METRICS = ("time", "peak_memory", "cpu_seconds", "start_up", "score")


@click.command()
@click.argument("sources", nargs=-1, metavar="[RUNS…|FILE.csv]")
@click.option("--metric", "metrics", type=click.Choice(METRICS), multiple=True, help="Of runs: only this. Repeatable.")
@click.option("--suite", "suites", metavar="NAME", multiple=True, help="Of runs: only those of this suite. Repeatable.")
@click.option("--higher-is-better", is_flag=True, help="The values of a file are better the higher they are.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.02,
    show_default=True,
    help="The smallest change that matters, as a share.",
)
@results_option
@json_option
def history(
    sources: tuple[str, ...],
    metrics: tuple[str, ...],
    suites: tuple[str, ...],
    higher_is_better: bool,
    margin: float,
    results: str,
    as_json: bool,
) -> None:
    """Find where a measure changed its level over many revisions.

    SOURCES are runs, folders of runs (default: the results folder) or CSV files. A CSV file has the columns revision
    and value, one line a revision, the oldest first, and may have launch, date, machine and environment. Spikes are
    left out and drift is allowed for; revisions are compared on one machine only, and a change that came with new
    versions of Python or packages is marked as such. In series without a change 1 in 100 or fewer are said to have
    one (3 in 100 where noise drifts much).
    """
    from workbench.reporting.escaping import plain
    from workbench.reporting.history_json import histories_to_json
    from workbench.reporting.terminal.history import render_histories
    from workbench.sessions.history import Wanted, trace_sources

    traced = trace_sources(sources, results, Wanted(margin, metrics, suites, higher_is_better))
    for warning in traced.warnings:
        click.echo(f"note: {plain(warning)}", err=True)
    if as_json:
        click.echo(histories_to_json(traced.histories))
    else:
        click.echo(render_histories(traced.histories, terminal_width(), colour()), color=colour())


COMMANDS = {"history": history}
