"""Reading `install`: the command that puts the project under test into an environment, when a suite is checked."""

from __future__ import annotations

import re
import shlex
from typing import Any

from workbench.planning.complaints import listed, shown
from workbench.planning.tables import Table

PLACEHOLDERS = ("{project}", "{python}")
_OF_A_SHELL = ("|", "||", "&&", ";", "&", ">", ">>", "<", "2>&1")
_EXAMPLE = 'write install = "{python} -m pip install {project}"'


def read_install(table: Table) -> tuple[str, ...]:
    """`install` in words, as a list or in the shell's quoting; complains about what only a shell could run."""
    if "install" not in table:
        return ()
    words = _words(table.values["install"])
    if words is None:
        table.complaints.add(table.at("install"), "`install` is not a command, in words or on one line", _EXAMPLE)
        return ()
    complaint = _complaint(words)
    if complaint is not None:
        table.complaints.add(table.at("install"), *complaint)
    return words


def _words(written: Any) -> tuple[str, ...] | None:
    if isinstance(written, str):
        try:
            written = shlex.split(written)
        except ValueError:
            return None
    if not isinstance(written, list) or not written:
        return None
    usable = all(isinstance(word, str) and word and "\0" not in word for word in written)
    return tuple(written) if usable else None


def _complaint(words: tuple[str, ...]) -> tuple[str, str] | None:
    for word in words:
        if word in _OF_A_SHELL:
            return "`install` holds %s, and no shell reads it" % shown(word), "put the commands into a script of yours"
        for brace in re.findall(r"\{\w+\}", word):
            if brace not in PLACEHOLDERS:
                return "`install` holds %s" % shown(brace), "it may hold " + listed(PLACEHOLDERS)
        if word in {"-e", "--editable"} or word.startswith(("--editable=", "-e{", "-e.")):
            why = "`install` is editable, and the folder it would point to is gone after the check"
            return why, "leave %s out" % shown(word)
    return None
