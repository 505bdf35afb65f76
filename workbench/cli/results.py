"""`workbench results list | validate | merge | prune`."""

from __future__ import annotations

import time
from typing import Optional

import click

from workbench.cli.options import DEFAULT_RESULTS, Duration, json_option
from workbench.errors import ConfigurationError, StoreError
from workbench.reporting.escaping import plain


@click.group()
def results() -> None:
    """List, validate, merge and prune runs."""


@results.command(name="list")
@click.argument("root", default=DEFAULT_RESULTS)
@json_option
def list_(root: str, as_json: bool) -> None:
    """List the runs in ROOT, newest first."""
    from workbench.reporting.encoding import encode
    from workbench.store.catalogue import find_runs

    entries = find_runs(root)
    if as_json:
        click.echo(encode(entries))
        return
    if not entries:
        click.echo(f"no run in {plain(root)} yet; make one: workbench run demo", err=True)
    for entry in entries:
        if entry.readable:
            unfinished = "" if entry.recorded >= entry.planned else f" of {entry.planned}"
            click.echo(f"{entry.run_id:<44} {entry.recorded:>6}{unfinished} trials  {entry.machine_id}")
        else:
            click.echo(f"{plain(entry.folder)}: {plain('; '.join(entry.problems))}", err=True)


@results.command()
@click.argument("folder", default=DEFAULT_RESULTS)
def validate(folder: str) -> None:
    """Check every run in FOLDER, or the one run that it is; exit 2 when something is wrong."""
    from workbench.store.validation import validate as check

    complaints = check(folder)
    if complaints:
        raise ConfigurationError(complaints)
    click.echo("all is well", err=True)


@results.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--into", default=DEFAULT_RESULTS, show_default=True, metavar="DIR", help="Where the runs are copied.")
def merge(sources: tuple[str, ...], into: str) -> None:
    """Copy the runs of SOURCES (results folders or runs) together; nothing is overwritten."""
    from workbench.store.merging import REFUSED
    from workbench.store.merging import merge as copy

    refused = False
    for run in copy(sources, into):
        reason = "" if run.reason is None else f": {plain(run.reason)}"
        left_out = f" (left out: {plain(', '.join(run.left_out))})" if run.left_out else ""
        click.echo(f"{run.outcome}  {plain(run.source)}{reason}{left_out}")
        refused = refused or run.outcome == REFUSED
    if refused:
        raise StoreError("some runs were refused; the others are merged")


@results.command()
@click.argument("root", default=DEFAULT_RESULTS)
@click.option("--keep", type=click.IntRange(0), help="All but the newest so many.")
@click.option("--older-than", type=Duration(), help="Runs made longer ago.")
@click.option("--unfinished", is_flag=True, help="Runs that lack launches.")
@click.option("--failed", is_flag=True, help="Runs in which no trial ended well.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
def prune(
    root: str, keep: Optional[int], older_than: Optional[float], unfinished: bool, failed: bool, yes: bool
) -> None:
    """Remove runs from ROOT: those that every given rule names. Says which first, and asks."""
    from workbench.store.pruning import PruneRules, prunable
    from workbench.store.pruning import prune as remove

    doomed = prunable(root, PruneRules(keep, older_than, unfinished, failed), time.time())
    for entry in doomed:
        click.echo(f"{entry.run_id}  {entry.recorded} trials")
    if not doomed:
        click.echo("nothing to remove", err=True)
    elif yes or click.confirm(f"remove these {len(doomed)} runs?", err=True):
        remove(root, doomed)
        click.echo(f"removed {len(doomed)} runs", err=True)


COMMANDS = {"results": results}
