"""`workbench list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli.options import json_option

if TYPE_CHECKING:
    from workbench.sessions.listing import Entry


@click.command(name="list")
@click.argument("kind", type=click.Choice(["workloads", "solvers", "backends", "exporters", "suites"]), required=False)
@json_option
def list_(kind: str | None, as_json: bool) -> None:
    """List what there is of KIND (all kinds without it), and why what can't run here can't."""
    from workbench.reporting.encoding import encode
    from workbench.sessions.listing import SHOWN, list_plugins
    from workbench.sessions.planning import suite_questions, suite_sizes

    kinds = SHOWN if kind is None else tuple(shown for shown in SHOWN if shown + "s" == kind)
    plugins = list_plugins(kinds)
    suites = suite_questions() if kind in (None, "suites") else {}
    if as_json:
        click.echo(encode({"plugins": plugins, "suites": suites}))
        return
    for shown in kinds:
        click.secho(f"{shown}s", bold=True)
        for entry in plugins:
            if entry.kind == shown:
                _print(entry)
        click.echo()
    if suites:
        click.secho("suites that ship (workbench run NAME)", bold=True)
    for name, question in suites.items():
        sizes = "".join(f" (--size {size})" for size in suite_sizes(name))
        click.echo(f"  {name:<28} {question}{sizes}")


def _print(entry: Entry) -> None:
    variants = f"[{'|'.join(entry.variants)}]" if entry.variants else ""
    click.echo(f"  {entry.name}{variants}")
    click.echo(f"      {entry.about}")
    if entry.parameters:
        click.echo("      " + ", ".join(f"{name}={value!r}" for name, value in entry.parameters.items()))
    if entry.environment is not None:
        click.echo(f"      in an environment of its own, built when first used: {entry.environment}")
    if entry.unavailable is not None:
        click.secho(f"      can't run here: {entry.unavailable}", fg="yellow")


COMMANDS = {"list": list_}
