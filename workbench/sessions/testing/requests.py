"""What a test asks for, and whether a fresh process can call it: only what a file holds by name can be."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Union

SCALARS = (str, int, float, bool)


@dataclass(frozen=True)
class Asked:
    """How to measure; None is what the others ask for, or the default. `workers` only where a function takes them."""

    launches: Optional[int] = None
    repeats: Optional[int] = None
    workers: Union[int, Sequence[int], None] = None


@dataclass(frozen=True)
class Fresh:
    """A function to call in fresh processes. `target` is `./tests/test_x.py:function`, from the root of the tests."""

    test: str
    target: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    asked: Asked = Asked()


@dataclass(frozen=True)
class InProcess:
    """Calls that were timed in the process of the tests, and why they could not be made in fresh ones."""

    test: str
    seconds: tuple[float, ...]
    reason: str


@dataclass
class Recorded:
    """What the tests of this session have asked for so far."""

    fresh: list[Fresh] = field(default_factory=list)
    in_process: list[InProcess] = field(default_factory=list)


def why_not_fresh(function: Callable[..., Any], parameters: Mapping[str, Any]) -> Optional[str]:
    """Why a fresh process could not call this by its name in a file; None where it could."""
    name = getattr(function, "__name__", "")
    module = sys.modules.get(getattr(function, "__module__", ""))
    if not inspect.isfunction(function) or getattr(module, name, None) is not function:
        return "it is no function at the top of a file"
    if not str(inspect.getsourcefile(function)).endswith(".py"):
        return "its file is no .py"
    odd = [name for name, value in parameters.items() if not isinstance(value, SCALARS)]
    if odd:
        return f"its argument {odd[0]} is no text, number or true/false"
    return None


def target_of(function: Callable[..., Any], root: str) -> str:
    """`./tests/test_x.py:function`: the same in every checkout, so that runs of two can be compared."""
    source = os.path.relpath(str(inspect.getsourcefile(function)), root)
    return f"./{source}:{function.__name__}"
