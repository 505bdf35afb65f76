"""`workbench list`."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from workbench.cli.options import json_option

if TYPE_CHECKING:
    from workbench.sessions.listing import Entry

KINDS = ("workloads", "solvers", "backends", "exporters", "importers", "suites")
NOT_HERE = "*"
NAMES_INDENT = 25


@click.command(name="list")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.argument("words", nargs=-1)
@json_option
def list_(kind: str | None, words: tuple[str, ...], as_json: bool) -> None:
    """List what there is: names alone, or all about those of KIND, of which WORDS choose some.

    A word stands for what has it in its name, its task or its first sentence: workbench list solvers classification
    xgboost. Of what can't run here it is said why, and what would mend it.
    """
    from workbench.reporting.encoding import encode
    from workbench.sessions.listing import SHOWN, list_plugins
    from workbench.sessions.planning import suite_questions

    kinds = SHOWN if kind is None else tuple(shown for shown in SHOWN if shown + "s" == kind)
    plugins = [entry for entry in list_plugins(kinds) if _named(words, entry.name, entry.about, *entry.tasks)]
    questions = suite_questions() if kind in (None, "suites") else {}
    suites = {name: question for name, question in questions.items() if _named(words, name, question)}
    if as_json:
        click.echo(encode({"plugins": plugins, "suites": suites}))
    elif kind is None:
        _overview(plugins, suites)
    elif not plugins and not suites:
        click.echo(f"no {kind} of these words; without words all are listed")
    else:
        for entry in plugins:
            _whole(entry)
        for line in _questions(suites):
            click.echo(line)


def _named(words: Sequence[str], *texts: str) -> bool:
    """Whether every word is in one of the texts."""
    said = " ".join(texts).lower()
    return all(word.lower() in said for word in words)


def _overview(plugins: Iterable[Entry], suites: dict[str, str]) -> None:
    """Names by kind, of solvers by what they solve; a mark at those that can't run here."""
    from workbench.sessions.listing import SHOWN

    entries = list(plugins)
    for kind in SHOWN:
        found = [entry for entry in entries if entry.kind == kind]
        click.secho(f"{len(found)} {kind}s", bold=True)
        tasks = sorted({task for entry in found for task in entry.tasks}) if kind == "solver" else [""]
        for task in tasks:
            _names(task, [entry for entry in found if not task or task in entry.tasks])
        click.echo()
    click.secho(f"{len(suites)} suites that ship", bold=True)
    _wrapped("", ", ".join(suites))
    click.echo()
    click.echo(f"{NOT_HERE} can't run here: workbench list solvers WORD says why, and all else about it.")
    click.echo("The question that each suite answers: workbench list suites")


def _names(title: str, entries: Iterable[Entry]) -> None:
    _wrapped(title, ", ".join(entry.name + (NOT_HERE if entry.unavailable else "") for entry in entries))


def _wrapped(title: str, text: str) -> None:
    first = f"  {title}".ljust(NAMES_INDENT) if title else "  "
    indent = " " * len(first)
    wrapped = textwrap.wrap(
        text, _width(), initial_indent=first, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    click.echo("\n".join(wrapped))


def _width() -> int:
    return max(40, shutil.get_terminal_size().columns)


def _questions(suites: dict[str, str]) -> Iterator[str]:
    """A suite's name, its question beside it, and the sizes that it has besides."""
    from workbench.sessions.planning import suite_sizes

    beside = max(map(len, suites), default=0) + 4
    for name, question in suites.items():
        sizes = "".join(f" (--size {size})" for size in suite_sizes(name))
        first = f"  {name}".ljust(beside)
        yield textwrap.fill(question + sizes, _width(), initial_indent=first, subsequent_indent=" " * beside)


def _whole(entry: Entry) -> None:
    variants = f"[{'|'.join(entry.variants)}]" if entry.variants else ""
    click.secho(f"{entry.name}{variants}", bold=True)
    click.echo(f"    {entry.about}")
    if entry.tasks:
        click.echo(f"    {'solves' if entry.kind == 'solver' else 'its task'}: {', '.join(entry.tasks)}")
    if entry.parameters:
        click.echo("    " + ", ".join(f"{name}={value!r}" for name, value in entry.parameters.items()))
    if entry.environment is not None:
        click.echo(f"    in an environment of its own, built when first used: {entry.environment}")
    if entry.unavailable is not None:
        click.secho(f"    can't run here: {entry.unavailable}", fg="yellow")


COMMANDS = {"list": list_}
