"""`workbench cache list | prune`."""

from __future__ import annotations

import time
from typing import Optional

import click

from workbench.cli.options import Duration, json_option
from workbench.model.units import format_bytes
from workbench.reporting.escaping import plain


@click.group()
def cache() -> None:
    """List and prune the data that workloads made; it is made again when needed."""


@cache.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """List what is cached, the last used first."""
    from workbench.reporting.encoding import encode
    from workbench.store.cache import DataCache, default_root

    held = DataCache(default_root())
    entries = held.list()
    if as_json:
        click.echo(encode(entries))
        return
    for entry in entries:
        state = "" if entry.complete else "  (not complete)"
        click.echo(f"{format_bytes(entry.size_bytes):>9}  {plain(entry.name)}{state}")
    click.echo(f"{format_bytes(sum(entry.size_bytes for entry in entries))} in {held.root}", err=True)


@cache.command()
@click.option("--older-than", type=Duration(), help="Only what was last used longer ago.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
def prune(older_than: Optional[float], yes: bool) -> None:
    """Remove cached data."""
    from workbench.store.cache import DataCache, default_root

    held = DataCache(default_root())
    which = "all cached data" if older_than is None else "the cached data that old"
    if yes or click.confirm(f"remove {which} in {held.root}?", err=True):
        removed = held.prune(time.time(), older_than)
        freed = format_bytes(sum(entry.size_bytes for entry in removed))
        click.echo(f"removed {len(removed)} entries, {freed}", err=True)


COMMANDS = {"cache": cache}
