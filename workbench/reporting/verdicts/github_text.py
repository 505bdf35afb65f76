"""Text from files in GitHub's and GitLab's Markdown: shown letter by letter, never formatted, linked or mentioned."""

from __future__ import annotations

import re

from workbench.reporting.escaping import shortened

LONGEST_NAME = 120
_WORD_JOINER = "\u2060"
_SYNTAX = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&=^\"'])")
_FOUND_LATER = re.compile(
    r"@(?=\w)|[#!~&$](?=\d)|:(?=//|[\w+-]+:)|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)",
    re.IGNORECASE | re.ASCII,
)
"""Mentions, issues, merge requests, emoji and addresses are looked for once escapes are resolved: escapes can't stop
them, an invisible word joiner does."""


def escaped(text: str, longest: int = LONGEST_NAME) -> str:
    """The text, its middle left out where it has more than `longest` characters, safe within a line or a table."""
    parted = _FOUND_LATER.sub(lambda found: found[0] + _WORD_JOINER, shortened(text, longest))
    return _SYNTAX.sub(r"\\\1", parted)
