"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional, TypeVar

import click

from workbench.model.units import parse_duration

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_RESULTS = "results"


class Duration(click.ParamType[float]):
    """`90`, `90s`, `10m`, `1h30m` → seconds; 0 only where `zero` has a meaning."""

    name = "duration"

    def __init__(self, zero: bool = True) -> None:
        self._zero = zero

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> float:
        """Fails with what is allowed."""
        try:
            seconds = parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if seconds == 0 and not self._zero:
            self.fail(f"{value!r} is no time at all; allowed: more than 0", param, ctx)
        return seconds


class Counts(click.ParamType[tuple[int, ...]]):
    """`1,2,4` → (1, 2, 4)."""

    name = "n,n,…"

    def convert(self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]) -> tuple[int, ...]:
        """Fails for anything but whole numbers from 1."""
        try:
            counts = tuple(dict.fromkeys(int(part) for part in str(value).split(",")))
        except ValueError:
            counts = ()
        if not counts or min(counts) < 1:
            self.fail(f"{value!r} is not a list of whole numbers from 1, like 1,2,4", param, ctx)
        return counts


def price_option(command: Command) -> Command:
    """`--price PRICE`, several times."""
    return click.option(
        "--price",
        "prices",
        multiple=True,
        metavar="PRICE",
        help="Also say what a call costs on cards and on cores: 2.50/card-hour, 0.048/core-hour. Repeat it for both.",
    )(command)


def results_option(command: Command) -> Command:
    """`--results DIR`."""
    return click.option(
        "--results",
        metavar="DIR",
        default=DEFAULT_RESULTS,
        show_default=True,
        help="Where runs are kept.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")(command)
