"""Text from files, made safe to show: names, reasons and messages are shown as text, never obeyed."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&=^\"'])")
_LINKS = re.compile(r"[:@]|(?<=www)(?=\\?\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: several scripts and emoji are misspelt without them, and they reorder nothing."""


def plain(text: str, keep: str = "") -> str:
    r"""The text with every control, bidirectional and lone-surrogate character written as `\x1b` or `\u202e`.

    A terminal then can't be steered by a name, and a name can't be shown in another order than it has.
    Characters in `keep` (a newline, for the tail of stderr) stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char in keep or not _hidden(char) else _written(char) for char in text)


def shortened(text: str, width: int) -> str:
    """`plain` text of at most `width` characters: the middle of a longer one is left out, marked by `…`."""
    text = plain(text)
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return text[:head] + "…" + text[len(text) - (width - 1 - head) :]


def markdown(text: str) -> str:
    """`plain` text that Streamlit's Markdown shows letter by letter: no HTML, link, directive, emoji or formula.

    Escapes alone don't hold: bare addresses and `:emoji:` are found after the escapes are resolved, so an
    invisible word joiner parts them.
    """
    escaped = _MARKDOWN.sub(r"\\\1", plain(text))
    return _LINKS.sub(lambda found: ("\\:" if found[0] == ":" else found[0]) + _WORD_JOINER, escaped)


def markdown_with_code(text: str) -> str:
    """`markdown` of a sentence of ours whose commands stand between backticks: those are shown as code.

    What lies between is shown letter by letter too. A backtick without a partner is a letter like any other.
    """
    parts = text.split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        return markdown(text)
    return "".join(f"`{plain(part)}`" if index % 2 else markdown(part) for index, part in enumerate(parts))


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE and char not in _JOINERS


def _written(char: str) -> str:
    code = ord(char)
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
