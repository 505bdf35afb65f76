"""A suite file → a Plan, checked whole before any time is spent."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

from workbench.errors import Complaint, ConfigurationError
from workbench.model.description import Describe
from workbench.model.plan import Build, Plan
from workbench.planning.assembling import assemble
from workbench.planning.clustering import UNASKED, ClusterReach
from workbench.planning.complaints import Complaints
from workbench.planning.interpreters import DEFAULT_ENVIRONMENT, unbuilt
from workbench.planning.plugins import Plugins
from workbench.planning.positions import locate

MOST_BYTES = 1_000_000
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def read_plan(
    path: str,
    describe: Describe,
    plugins: Plugins | None = None,
    build: Build = unbuilt,
    here: bool = False,
    reach: ClusterReach = UNASKED,
) -> Plan:
    """The plan of the suite file at `path`; its relative paths start from its folder. `build` makes its environments,
    and by `reach` its clusters are asked.

    Raises ConfigurationError with every complaint at once.
    """
    return parse_plan(read_suite(path), path, describe, plugins, build, here, reach)


def read_suite(path: str) -> str:
    """The text of the suite file at `path`. Raises ConfigurationError where it can't be read."""
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        remedy = "see the suites there are: workbench list" if isinstance(error, FileNotFoundError) else None
        raise _refusal("the suite can't be read: %s" % (error.strerror or error), path, None, remedy) from error
    if len(content) > MOST_BYTES:
        raise _refusal("a suite has at most %d bytes; is this one?" % MOST_BYTES, path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal("not UTF-8 text", path, line, "save it as UTF-8") from error


def parse_plan(
    text: str,
    file: str,
    describe: Describe,
    plugins: Plugins | None = None,
    build: Build = unbuilt,
    here: bool = False,
    reach: ClusterReach = UNASKED,
) -> Plan:
    """The plan of a suite's text; `file` is named in complaints, and its folder is where relative paths start.

    `here`: all cases run in the interpreter that runs workbench, whatever environments the suite or a plug-in names.

    Raises ConfigurationError with every complaint at once.
    """
    document = parse_document(text, file)
    if here:
        document = _without_environments(document)
    complaints = Complaints(file, locate(text))
    return assemble(
        document, os.path.dirname(os.path.abspath(file)), describe, complaints, plugins, text, build, reach=reach
    )


def parse_document(text: str, file: str) -> dict[str, Any]:
    """What a suite's text holds. Raises ConfigurationError, with the line, where it isn't TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, file) from error
    except (ValueError, RecursionError) as error:
        raise _refusal("not usable TOML: %s" % error, file) from error


def _without_environments(document: dict[str, Any]) -> dict[str, Any]:
    """What its blocks say of environments, set to ours; what is no block is left for those who complain about it."""
    cases = document.get("cases")
    blocks = cases if isinstance(cases, list) else []
    named = ("environment", "environments")
    ours = [
        {**{key: value for key, value in block.items() if key not in named}, "environment": DEFAULT_ENVIRONMENT}
        if isinstance(block, dict)
        else block
        for block in blocks
    ]
    return {**document, "cases": ours} if ours else document


def _syntax_error(message: str, text: str, file: str) -> ConfigurationError:
    place = _PLACE.search(message)
    line = text.count("\n") + 1 if place is None or place["line"] is None else int(place["line"])
    column = "" if place is None or place["column"] is None else ", in column " + place["column"]
    sentence = message[: place.start()] if place else message
    return _refusal("not valid TOML: %s%s" % (sentence, column), file, line, "the format: https://toml.io")


def _refusal(message: str, file: str, line: int | None = None, remedy: str | None = None) -> ConfigurationError:
    return ConfigurationError([Complaint(message, file, line, remedy)])
