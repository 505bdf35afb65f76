"""`workbench env list | build | remove`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Optional

import click

from workbench.cli.options import DEFAULT_RESULTS, Duration, json_option
from workbench.errors import NothingToDecide, WorkbenchError
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from workbench.building.building import BuildFailed
    from workbench.store.environments import CachedEnvironment, EnvironmentCache


@click.group()
def env() -> None:
    """List, build and remove the environments that suites require; each is made once, and cached."""


@env.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """List the environments that are built, the last used first: size, age, what is in them, who uses them."""
    from workbench.reporting.encoding import encode

    held = _cache()
    entries = held.list()
    if as_json:
        click.echo(encode(entries))
        return
    for entry in entries:
        click.echo(_described(entry))
    click.echo(f"{format_bytes(sum(entry.size_bytes for entry in entries))} in {held.root}", err=True)


@env.command()
@click.argument("suite")
@click.option("--show-output", is_flag=True, help="Print all that the installer said where one can't be built.")
def build(suite: str, show_output: bool) -> None:
    """Build what SUITE requires, before it is run; exit 2 where some can't be built."""
    from workbench.cli.progress import progress
    from workbench.sessions.environments import building
    from workbench.sessions.opening import open_workplace
    from workbench.sessions.planning import Wish, make_plan

    def failed(name: str, failure: BuildFailed) -> None:
        if show_output:
            click.echo(f"--- what the installer said of {plain(name)}\n{plain(failure.output, keep=chr(10))}", err=True)

    teller = progress()
    try:
        with open_workplace(DEFAULT_RESULTS) as workplace:
            plan = make_plan((suite,), Wish(), workplace.describe, building(workplace.environments, teller, failed))
    finally:
        teller.close()
    unusable = [spec.unavailable for spec in plan.environments.values() if spec.unavailable is not None]
    for name, spec in plan.environments.items():
        if spec.unavailable is None:
            click.echo(f"{plain(name)}  {plain(spec.interpreter or 'the interpreter that runs workbench')}")
    if unusable:
        raise WorkbenchError("; ".join(map(plain, unusable)), None if show_output else "more: --show-output")
    if not plan.environments:
        raise NothingToDecide(f"no case of {plain(plan.name)} names an environment")


@env.command()
@click.argument("names", nargs=-1)
@click.option("--older-than", type=Duration(), help="Those last used longer ago.")
@click.option("--all", "everything", is_flag=True, help="All that are built.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
def remove(names: tuple[str, ...], older_than: Optional[float], everything: bool, yes: bool) -> None:
    """Remove environments by NAMES as `workbench env list` has them, or by the suite that uses them.

    Says what goes first, and asks. One that a run uses stays. What is removed is built again when needed.
    """
    if sum((bool(names), older_than is not None, everything)) != 1:
        raise click.UsageError("name environments or suites, or give --older-than or --all")
    held = _cache()
    doomed = [entry for entry in held.list() if everything or _is_meant(entry, names, older_than)]
    for entry in doomed:
        click.echo(_described(entry))
    free = [entry for entry in doomed if not entry.in_use]
    size = format_bytes(sum(entry.size_bytes for entry in free))
    if not free:
        click.echo("nothing to remove" if not doomed else "all of these are in use", err=True)
    elif yes or click.confirm(f"remove {len(free)} of these, {size}?", err=True):
        removed = held.remove([entry.name for entry in free])
        click.echo(f"removed {len(removed)} environments of {len(doomed)}", err=True)


def _cache() -> EnvironmentCache:
    from workbench.store.environments import EnvironmentCache, default_root

    return EnvironmentCache(default_root())


def _is_meant(entry: CachedEnvironment, names: tuple[str, ...], older_than: Optional[float]) -> bool:
    if older_than is not None:
        return time.time() - entry.last_used_at > older_than
    users = {use for user in entry.uses for use in (user, user.partition(":")[0])}
    return any(name == entry.name or name in users for name in names)


def _described(entry: CachedEnvironment) -> str:
    """One line: size, age, name, what is in it, who uses it."""
    now = time.time()
    if entry.manifest is None:
        state = "being built" if entry.in_use else "not complete"
        return f"{format_bytes(entry.size_bytes):>9}  {entry.name}  ({state})"
    made_of = " ".join((*entry.manifest.requirements, *entry.manifest.options))
    users = ", ".join(sorted(entry.uses)) or "nobody"
    used = f"used by {users}, last {format_seconds(max(0.0, now - entry.last_used_at))} ago"
    age = f"built {format_seconds(max(0.0, now - entry.manifest.built_at))} ago"
    return (
        f"{format_bytes(entry.size_bytes):>9}  {entry.name}  Python {plain(entry.manifest.python)}: {plain(made_of)}"
        f"  ({age}, {plain(used)}{', in use now' if entry.in_use else ''})"
    )


COMMANDS = {"env": env}
