"""What a case computes on: `cpu`, `cuda` (the first card), `cuda:1`, or several cards, `cuda:0,1`."""

from __future__ import annotations

import re
from typing import Any, Optional, Tuple

CPU, CUDA = "cpu", "cuda"
KINDS = (CPU, CUDA)
MOST_CARDS = 64
_ONE = re.compile(r"cuda(?::(\d{1,2}))?")


def read_device(value: Any) -> Optional[str]:
    """A device as cases tell it, of a suite's word or list of words (`["cuda:0", "cuda:1"]`); None for what is none."""
    if value == CPU:
        return CPU
    words = value if isinstance(value, list) else [value]
    found = [_ONE.fullmatch(word) if isinstance(word, str) else None for word in words]
    if not found or None in found:
        return None
    if len(found) == 1:
        return str(words[0])
    numbers = [int(each.group(1)) for each in found if each is not None and each.group(1) is not None]
    if len(set(numbers)) < len(words) or max(numbers) >= MOST_CARDS:
        return None
    return "%s:%s" % (CUDA, ",".join(map(str, numbers)))


def kind_of(device: str) -> str:
    """`cpu` or `cuda`."""
    return device.partition(":")[0]


def cards_of(device: str) -> Tuple[int, ...]:
    """The numbers of its cards, in the order that a trial sees them; none for `cpu`."""
    kind, _, numbers = device.partition(":")
    return () if kind == CPU else tuple(map(int, filter(None, numbers.split(",")))) or (0,)
