"""Files that a verdict is written to beside what is printed: Markdown, JUnit XML, annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional, TypeVar

import click

from workbench.model.gate import Check

Command = TypeVar("Command", bound=Callable[..., Any])


def verdict_files(command: Command) -> Command:
    """`--markdown FILE` and `--junit FILE`, which `check` and `compare` have."""
    command = click.option("--junit", metavar="FILE", help="Write JUnit XML as well.")(command)
    told = "Write Markdown as well, for a pull request or a job's summary."
    return click.option("--markdown", metavar="FILE", help=told)(command)


def check_files(command: Command) -> Command:
    """`verdict_files`, and what only a check has: `--annotations`, `--benchmark-smaller` and `--benchmark-bigger`."""
    for better, tool in (("bigger", "customBiggerIsBetter"), ("smaller", "customSmallerIsBetter")):
        told = f"Write github-action-benchmark's JSON as well ({tool})."
        command = click.option(f"--benchmark-{better}", metavar="FILE", help=told)(command)
    told = "Write GitHub's annotations as well, 10 at most; - is standard output."
    return verdict_files(click.option("--annotations", metavar="FILE", help=told)(command))


def write_check_files(
    check: Check,
    markdown: Optional[str],
    junit: Optional[str],
    annotations: Optional[str],
    benchmark_smaller: Optional[str],
    benchmark_bigger: Optional[str],
) -> None:
    """Write each file that was asked for. Raises WorkbenchError for one that can't be written."""
    from workbench.reporting.checking import benchmark_action
    from workbench.reporting.checking.annotations import check_to_annotations
    from workbench.reporting.checking.junit import check_to_junit
    from workbench.reporting.checking.markdown import check_to_markdown

    asked: Mapping[Callable[[Check], str], Optional[str]] = {
        check_to_markdown: markdown,
        check_to_junit: junit,
        check_to_annotations: annotations,
        benchmark_action.check_to_smaller_is_better: benchmark_smaller,
        benchmark_action.check_to_bigger_is_better: benchmark_bigger,
    }
    for told, path in asked.items():
        if path is not None:
            write_file(told(check), path)


def write_file(text: str, path: str) -> None:
    """Whole or not at all; `-` is standard output. Raises WorkbenchError where it can't be written."""
    from workbench.sessions.exporting import write_whole

    if path == "-":
        click.echo(text, nl=False)
        return
    write_whole([text], path)
