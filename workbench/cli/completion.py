"""`workbench completion`."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL; bash: eval "$(workbench completion bash)"."""
    from click.shell_completion import get_completion_class

    from workbench.cli.main import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click has no completion for {shell}")
    click.echo(kind(cli, {}, "workbench", "_WORKBENCH_COMPLETE").source())


COMMANDS = {"completion": completion}
