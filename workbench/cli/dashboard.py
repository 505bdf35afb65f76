"""`workbench dashboard`."""

from __future__ import annotations

import click

from workbench.cli.options import DEFAULT_RESULTS


@click.command()
@click.argument("results", default=DEFAULT_RESULTS)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the first free one from 8501.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
def dashboard(results: str, port: int | None, no_browser: bool) -> None:
    """Open the dashboard over RESULTS, on this machine's loopback address only. Ctrl-C ends it."""
    from workbench.sessions.dashboard import serve_dashboard

    serve_dashboard(results, port, open_browser=not no_browser, tell=lambda line: click.echo(line, err=True))


COMMANDS = {"dashboard": dashboard}
