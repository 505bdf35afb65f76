"""`workbench compare`."""

from __future__ import annotations

import sys
from typing import Optional

import click

from workbench.cli.documents import verdict_files, write_file
from workbench.cli.options import json_option, results_option
from workbench.cli.output import colour, terminal_width
from workbench.cli.shares import NAMES, Margin, Shares, confidence_option, general, single, undecided_option
from workbench.errors import EXIT_NOTHING_TO_DECIDE, EXIT_OK, EXIT_REGRESSION, EXIT_TRIAL_FAILED
from workbench.model.comparison import INCOMPARABLE, REGRESSIONS, UNDECIDED, Comparisons


@click.command()
@click.argument("base")
@click.argument("head")
@click.option(
    "--margin",
    type=Margin(),
    multiple=True,
    metavar="SHARE",
    help="The smallest effect that matters: 0.02, 2%; for one metric peak_memory=5%.  [default: 2%]",
)
@confidence_option("Of each interval; the false-discovery rate is 1 less this.")
@click.option(
    "--metric", "metrics", type=click.Choice(NAMES), multiple=True, help="Compare just this; may be repeated."
)
@click.option("--across-machines", is_flag=True, help="Compare runs of unlike machines all the same.")
@click.option("--interleaved", is_flag=True, help="Base and head were launched in turn, so drift hit both alike.")
@undecided_option
@verdict_files
@results_option
@json_option
def compare(
    base: str,
    head: str,
    margin: Shares,
    confidence: float,
    metrics: tuple[str, ...],
    across_machines: bool,
    interleaved: bool,
    undecided: str,
    markdown: Optional[str],
    junit: Optional[str],
    results: str,
    as_json: bool,
) -> None:
    """Say of each case whether HEAD is slower, hungrier, less accurate or scales worse than BASE.

    BASE and HEAD are runs (a folder, an id, the beginning of one, or latest) or CSV files with the columns launch and
    seconds, and optionally case and metric; seconds then holds the metric's value in base units. Launches that are
    numbered were made in that order.

    Exits with 3 where something is slower or worse, 4 where a launch of HEAD failed, 5 where the two can't be compared.
    """
    from workbench.model.comparison import Settings
    from workbench.reporting.comparing import render_comparisons
    from workbench.reporting.comparing_json import comparisons_to_json
    from workbench.reporting.comparing_sheet import comparisons_to_junit, comparisons_to_markdown
    from workbench.sessions.comparing import compare_sources

    settings = Settings(
        margin=general(margin, Settings.margin),
        confidence=confidence,
        margins=single(margin),
        across_machines=across_machines,
        interleaved=interleaved,
        metrics=metrics,
    )
    found = compare_sources(base, head, results, settings)
    if markdown is not None:
        write_file(comparisons_to_markdown(found), markdown)
    if junit is not None:
        write_file(comparisons_to_junit(found), junit)
    if as_json:
        click.echo(comparisons_to_json(found))
    else:
        click.echo(render_comparisons(found, terminal_width(), colour()), color=colour())
    sys.exit(exit_code(found, undecided == "fail"))


def exit_code(found: Comparisons, undecided_fails: bool) -> int:
    """What the command ends with."""
    if found.verdict in REGRESSIONS:
        return EXIT_REGRESSION
    if found.failed:
        return EXIT_TRIAL_FAILED
    if found.verdict == INCOMPARABLE or (found.verdict == UNDECIDED and undecided_fails):
        return EXIT_NOTHING_TO_DECIDE
    return EXIT_OK


COMMANDS = {"compare": compare}
