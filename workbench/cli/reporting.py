"""`workbench report`."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import click

from workbench.cli.options import json_option, price_option, results_option
from workbench.cli.output import print_report


@click.command()
@click.argument("run", default="latest")
@click.option("--html", "page", metavar="FILE", help="Write one page that needs no network; - is standard output.")
@price_option
@results_option
@json_option
def report(run: str, page: Optional[str], prices: tuple[str, ...], results: str, as_json: bool) -> None:
    """Report on RUN (a folder, a run's id, the beginning of one, or latest): here, or as a page to send on."""
    from workbench.analysis.prices import parse_prices
    from workbench.store.reader import read_run, resolve_run

    if page is not None and as_json:
        raise click.UsageError("--html and --json are two forms of the same report: give one")
    told = parse_prices(prices)
    found = read_run(resolve_run(run, results))
    if page is None:
        print_report(found, as_json, prices=told)
        return
    from workbench.model.units import format_bytes
    from workbench.reporting.assembly import build_report
    from workbench.reporting.html.page import to_html
    from workbench.sessions.exporting import write_whole

    document = to_html(replace(build_report(found), prices=told))
    if page == "-":
        click.echo(document, nl=False)
        return
    write_whole([document], page)
    click.echo(f"Written to {page} ({format_bytes(len(document.encode()))}): a browser shows it, offline too", err=True)


COMMANDS = {"report": report}
