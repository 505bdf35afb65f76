"""`workbench check`."""

from __future__ import annotations

import sys
from typing import Any, Optional

import click

from workbench.cli.documents import check_files, write_check_files
from workbench.cli.options import Duration, json_option, results_option
from workbench.cli.output import colour, terminal_width
from workbench.cli.progress import progress
from workbench.cli.shares import NAMES, Gate, Margin, Shares, confidence_option, general, single, undecided_option
from workbench.errors import EXIT_NOTHING_TO_DECIDE, EXIT_OK, EXIT_REGRESSION, EXIT_TRIAL_FAILED
from workbench.model.event import CheckStarted, RunEvent
from workbench.model.gate import FAILED, INCOMPARABLE, UNDECIDED, Check, GateRule


@click.command()
@click.argument("suite")
@click.option("--against", metavar="REV", help="The branch, tag or commit to hold the working tree against.")
@click.option(
    "--baseline",
    metavar="RUN|DIR",
    help="Hold against a stored run, or the newest of this suite in a folder, instead: only the head is launched.",
)
@click.option(
    "--time-budget",
    "budget_seconds",
    type=Duration(zero=False),
    default="10m",
    show_default=True,
    help="How long to launch for at most; a regression that is suspected by then is still confirmed.",
)
@click.option(
    "--gate",
    type=Gate(),
    multiple=True,
    metavar="SHARE",
    help="A case passes once it can't be worse by as much: 0.1, 10%; for one metric peak_memory=20%.  [default: 10%]",
)
@click.option(
    "--margin",
    type=Margin(),
    multiple=True,
    metavar="SHARE",
    help="The smallest effect that matters: nothing smaller fails. As --gate.  [default: 2%]",
)
@confidence_option("That a check without any change raises no false alarm.")
@click.option(
    "--metric",
    "metrics",
    type=click.Choice(NAMES),
    multiple=True,
    help="Decide just this; may be repeated.  [default: time, peak_memory, score]",
)
@click.option("--only", metavar="EXPR", help="Choose cases, as for run: 'solver=*saga* and workers<=2'.")
@undecided_option
@click.option("--calibrate", is_flag=True, help="Launch the base against itself: how noisy this machine is.")
@click.option("--across-machines", is_flag=True, help="Take a baseline of another machine all the same.")
@click.option("--seed", type=int, help="Of the order of launches, and of every random choice in them.")
@check_files
@results_option
@json_option
def check(
    suite: str,
    gate: Shares,
    margin: Shares,
    confidence: float,
    metrics: tuple[str, ...],
    only: Optional[str],
    seed: Optional[int],
    undecided: str,
    results: str,
    as_json: bool,
    markdown: Optional[str],
    junit: Optional[str],
    annotations: Optional[str],
    benchmark_smaller: Optional[str],
    benchmark_bigger: Optional[str],
    **asked: Any,
) -> None:
    """Say whether the working tree is slower, hungrier or less accurate than REV, cases of SUITE launched in turn.

    SUITE is a suite (suites/mine.toml, or the name of one that ships) or a function of workers (./mine.py:function).
    Both sides are checked out into worktrees of their own, the working tree with its uncommitted changes, and where the
    suite has an `install` command each gets an environment with the project installed. A clear case takes few launches,
    the time goes to the unclear ones.

    Exits with 3 where a regression is confirmed, 4 where HEAD can't be installed or a launch of it failed, 5 where
    there is nothing to hold it against.
    """
    from workbench.reporting.checking.json import check_to_json
    from workbench.reporting.checking.terminal import check_to_text
    from workbench.sessions.checking.asked import DEFAULT_METRICS, Asked
    from workbench.sessions.checking.checking import run_check
    from workbench.sessions.planning import Wish

    _refuse(asked)
    default = GateRule()
    rule = GateRule(
        margin=general(margin, default.margin),
        gate=general(gate, default.gate),
        confidence=confidence,
        margins=single(margin),
        gates=single(gate),
    )
    wish = Wish(only=only, seed=seed)
    teller, runs = progress(), list[str]()

    def tell(event: RunEvent) -> None:
        if isinstance(event, CheckStarted):
            runs.extend(event.runs)
        teller(event)

    try:
        found = run_check(
            Asked(suite, results, rule=rule, wish=wish, metrics=metrics or DEFAULT_METRICS, **asked), tell
        )
    except KeyboardInterrupt:
        teller.close()
        if runs:
            click.echo(f"what was launched is kept: workbench compare {' '.join(runs)}", err=True)
        raise
    finally:
        teller.close()
    write_check_files(found, markdown, junit, annotations, benchmark_smaller, benchmark_bigger)
    click.echo(check_to_json(found) if as_json else check_to_text(found, terminal_width(), colour()), color=colour())
    if runs and not as_json:
        click.echo(f"Both sides are kept as runs: workbench compare {' '.join(runs)}", err=True)
    sys.exit(exit_code(found, undecided == "fail"))


def exit_code(found: Check, undecided_fails: bool) -> int:
    """What the command ends with."""
    if found.outcome == FAILED:
        return EXIT_REGRESSION
    if found.failed_launches:
        return EXIT_TRIAL_FAILED
    if found.outcome == INCOMPARABLE or (found.outcome == UNDECIDED and undecided_fails and found.calibration is None):
        return EXIT_NOTHING_TO_DECIDE
    return EXIT_OK


def _refuse(asked: dict[str, Any]) -> None:
    """What can't be asked together, or lacks what to hold against."""
    if asked["against"] and asked["baseline"]:
        raise click.UsageError(
            "hold against one thing: --against REV launches both sides, --baseline RUN just the head"
        )
    if asked["baseline"] and asked["calibrate"]:
        raise click.UsageError("--calibrate launches a revision against itself: it takes --against REV, no --baseline")
    if asked["across_machines"] and not asked["baseline"]:
        raise click.UsageError("--across-machines is for a --baseline; --against launches both sides here")
    if not (asked["against"] or asked["baseline"] or asked["calibrate"]):
        raise click.UsageError(
            "say what to hold it against: --against main (a branch, tag or commit), or --baseline RUN (a stored run)"
        )


COMMANDS = {"check": check}
