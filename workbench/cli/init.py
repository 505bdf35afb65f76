"""`workbench init`."""

from __future__ import annotations

import click


@click.command()
def init() -> None:
    """Write mine.toml (a suite) and mine.py (a workload, a solver, a function) into the current folder."""
    from workbench.sessions.starting import start_project

    for path in start_project("."):
        click.echo(path)
    click.echo("they run as they are: workbench run mine.toml", err=True)


COMMANDS = {"init": init}
