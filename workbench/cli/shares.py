"""Shares that matter, for all metrics or one, and the other options by which `compare` and `check` judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import click

from workbench.cli.options import Command
from workbench.model.comparison import METRICS

NAMES = tuple(metric.name for metric in METRICS)
Shares = tuple[tuple[Optional[str], float], ...]
"""As they were given, one after the other: (metric, or None for all of them; share)."""


class Margin(click.ParamType[tuple[Optional[str], float]]):
    """`0.02`, `2%` or, for one metric, `peak_memory=5%` → (metric or None, share)."""

    name = "share"
    most = 1.0

    def convert(
        self, value: Any, param: Optional[click.Parameter], ctx: Optional[click.Context]
    ) -> tuple[Optional[str], float]:
        """Fails with what is allowed."""
        metric, found, share = str(value).rpartition("=")
        if found and metric not in NAMES:
            self.fail(f"{metric!r} is no metric; there are {', '.join(NAMES)}", param, ctx)
        try:
            margin = float(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
        except ValueError:
            margin = -1.0
        if not 0 <= margin < self.most:
            self.fail(f"{share!r} is no share from 0 to below {self.most:g}: write 0.02 or 2%", param, ctx)
        return (metric if found else None), margin


class Gate(Margin):
    """As a margin, and beyond 100 %: a gate may let a doubling pass."""

    most = 100.0


def general(shares: Shares, otherwise: float) -> float:
    """The share that holds for every metric without one of its own: the last that was given."""
    given = [share for metric, share in shares if metric is None]
    return given[-1] if given else otherwise


def single(shares: Shares) -> tuple[tuple[str, float], ...]:
    """The shares of single metrics."""
    return tuple((metric, share) for metric, share in shares if metric is not None)


def confidence_option(told: str) -> Callable[[Command], Command]:
    """`--confidence`; `told` is what it is the confidence of."""
    return click.option(
        "--confidence",
        type=click.FloatRange(0.5, 1, min_open=True, max_open=True),
        default=0.99,
        show_default=True,
        help=told,
    )


def undecided_option(command: Command) -> Command:
    """`--undecided pass|fail`."""
    return click.option(
        "--undecided",
        type=click.Choice(["pass", "fail"]),
        default="pass",
        show_default=True,
        help="Whether to exit with 5 where nothing worse than undecided was found.",
    )(command)
