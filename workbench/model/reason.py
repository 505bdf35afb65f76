"""Why a launch did not end well, in one line: reasons are stored whole, and may be pages long."""

from __future__ import annotations

import re

LONGEST = 300
_COMMAND = re.compile(r"(.+? (?:exited with status|was ended by signal) \d+): ", re.DOTALL)
_TRACEBACK = "Traceback (most recent call last):"


def brief(reason: str, longest: int = LONGEST) -> str:
    """The first line of a reason or, of a failing command and a traceback, what says most: how it ended and its last.

    At most `longest` characters: the middle of more is left out, marked by `…`.
    """
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    if not lines:
        return ""
    told = _ended(lines, reason) + lines[-1] if len(lines) > 1 and _last_tells(lines, reason) else lines[0]
    if len(told) <= longest:
        return told
    head = (longest - 1) * 2 // 3
    return told[:head] + "…" + told[len(told) - (longest - 1 - head) :]


def _last_tells(lines: list[str], reason: str) -> bool:
    return _TRACEBACK in reason or _COMMAND.match(lines[0] + " ") is not None


def _ended(lines: list[str], reason: str) -> str:
    """`python train.py exited with status 1: `, where a command did."""
    command = _COMMAND.match(reason)
    if command is not None and "\n" not in command.group(1):
        return command.group(0)
    return lines[0][: -len(_TRACEBACK)] if lines[0].endswith(_TRACEBACK) else ""
