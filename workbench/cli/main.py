"""The command line's entry: finds the command, and turns errors into a sentence and an exit code."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from typing import Optional

import click

from workbench.errors import EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_USAGE, WorkbenchError

COMMANDS = {
    "demo": ("running", "Run the demo suite and say what it shows."),
    "run": ("running", "Run a suite, a function or a command across workers, solvers and backends."),
    "show": ("showing", "Print the report of a run."),
    "compare": ("comparing", "Say whether a run is slower, hungrier, less accurate or scales worse than another."),
    "check": ("checking", "Launch two revisions in turn until it is clear whether one is slower: for CI."),
    "report": ("reporting", "Report on a run: here, or as one HTML page that works offline."),
    "fit": ("fitting", "Fit scaling laws to a CSV file or a run."),
    "history": ("tracing", "Find where a measure changed its level over many revisions."),
    "export": ("exporting", "Write a run for another program: OpenMetrics, asv, a Chrome or Perfetto trace."),
    "import": ("importing", "Keep the results of asv, pytest-benchmark, pyperf, hyperfine or google-benchmark."),
    "exporter": ("exporting", "Serve the latest runs to Prometheus."),
    "dashboard": ("dashboard", "Open the dashboard over results/."),
    "list": ("listing", "List workloads, solvers, backends and suites."),
    "doctor": ("doctor", "Say what is installed, what is missing, and what would spoil a measurement here."),
    "init": ("init", "Write a suite and a workload to start from into the current folder."),
    "results": ("results", "List, validate, merge and prune runs."),
    "env": ("environments", "List, build and remove the environments that suites require."),
    "cluster": ("clusters", "Bring up, list and end practice clusters: several nodes on this one machine."),
    "cache": ("cache", "List and prune the cached data of workloads."),
    "completion": ("completion", "Print the shell's completion script."),
}
"""Name → module in this room, and what `--help` says: known without importing the module."""


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(click.Group):
    """Imports a command's module when it is called, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Optional[click.Command]:  # noqa: ARG002
        """The command, from its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"workbench.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[Optional[str], Optional[click.Command], list[str]]:
        """As click does, but an unknown command gets the nearest name."""
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, 1)
            ctx.fail(f"there is no command {name!r}" + (f"; did you mean `{near[0]}`?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """From the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.version_option(None, "--version", package_name="workbench", message="%(prog)s %(version)s")
def cli(debug: bool) -> None:
    """Measure, observe and explain how machine learning scales."""
    if debug:
        os.environ["WORKBENCH_DEBUG"] = "1"


class Terminated(KeyboardInterrupt):
    """A signal asked us to end: as an interrupt, so that everything is tidied, with the signal's exit code."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


def _terminate(number: int, frame: object) -> None:  # noqa: ARG001 - a handler's signature
    raise Terminated(number)


def main() -> None:
    """Run the command line and exit with its code (see workbench.errors)."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    try:
        code = cli.main(prog_name="workbench", standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        click.echo("interrupted", err=True)
        code = getattr(error.__cause__ or error, "exit_code", EXIT_INTERRUPTED)
    except WorkbenchError as error:
        click.echo(_sentence(error), err=True)
        code = error.exit_code
    except BrokenPipeError:
        # Whoever read us has gone (`workbench show | head`); that is no error, and there is nobody to tell.
        _let_go_of_output()
        code = 0
    except OSError as error:
        code = _internal(error) if error.errno not in FULL else _full(error)
    except Exception as error:  # noqa: BLE001 - our own bug: one line for the person, the rest on --debug
        code = _internal(error)
    sys.exit(code if isinstance(code, int) else 0)


def _let_go_of_output() -> None:
    """Nobody can take what is left in the buffer, and Python would complain of that at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _full(error: OSError) -> int:
    """A full disk is nobody's bug: standard output went there, or what was to be kept."""
    _let_go_of_output()
    place = "" if error.filename is None else f" to {error.filename}"
    click.echo(f"workbench: can't write{place}: {error.strerror}\n    make room where the output goes", err=True)
    return EXIT_USAGE


def _sentence(error: WorkbenchError) -> str:
    return f"workbench: {error}" + ("" if error.remedy is None else f"\n    {error.remedy}")


def _internal(error: Exception) -> int:
    if os.environ.get("WORKBENCH_DEBUG"):
        raise error
    click.echo(
        f"workbench: internal error, which is our fault: {type(error).__name__}: {error}\n"
        f"    `workbench --debug {' '.join(sys.argv[1:2])} …` shows where",
        err=True,
    )
    return EXIT_INTERNAL
