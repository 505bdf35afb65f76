"""`workbench show`."""

from __future__ import annotations

import click

from workbench.cli.options import json_option, price_option, results_option
from workbench.cli.output import print_report


@click.command()
@click.argument("run", default="latest")
@price_option
@results_option
@json_option
def show(run: str, prices: tuple[str, ...], results: str, as_json: bool) -> None:
    """Print the report of RUN: a folder, a run's id, the beginning of one, or latest."""
    from workbench.analysis.prices import parse_prices
    from workbench.store.reader import read_run, resolve_run

    print_report(read_run(resolve_run(run, results)), as_json, prices=parse_prices(prices))


COMMANDS = {"show": show}
