"""The question that a suite opens with."""

from __future__ import annotations

from itertools import takewhile


def question_of(text: str) -> str:
    """The comment at the head of a suite's text, in one line, up to its first question mark; all of it without one."""
    lines = takewhile(lambda line: line.startswith("#"), text.splitlines())
    said = " ".join(line.lstrip("# ").rstrip() for line in lines).strip()
    return said[: said.index("?") + 1] if "?" in said else said
