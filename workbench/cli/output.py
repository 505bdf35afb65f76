"""Data goes to standard output: as text for a person, as JSON for a pipe."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Optional

import click

from workbench.model.card_comparison import NO_PRICES, Prices
from workbench.model.plan import Plan
from workbench.model.run import Run
from workbench.model.sizes import Prediction
from workbench.model.units import format_bytes, format_seconds

if TYPE_CHECKING:
    from workbench.sessions.forecast import CaseForecast, Forecast


def print_report(run: Run, as_json: bool, new_in: Optional[str] = None, prices: Prices = NO_PRICES) -> None:
    """The report of a run, with what cards and cores cost at these prices; of one that is new in a results folder also
    where it is kept, and pages find it ready."""
    from workbench.reporting.assembly import build_report
    from workbench.reporting.encoding import to_json
    from workbench.reporting.profiles import profile_lines
    from workbench.reporting.run_end import keep_for_pages
    from workbench.reporting.terminal.report import render
    from workbench.store.profiles import read_profiles

    report = replace(build_report(run), prices=prices)
    click.echo(to_json(report) if as_json else render(report, terminal_width(), colour()), color=colour())
    if new_in is not None:
        keep_for_pages(new_in, run, report)
    for line in profile_lines(run, read_profiles(run.folder)):
        click.echo(line, err=True)
    if as_json:
        return
    if new_in is not None:
        click.echo(f"\nKept in {run.folder}. See it again: workbench show {run.header.run_id}", err=True)
    click.echo("Open the dashboard: workbench dashboard", err=True)


def print_forecast(plan: Plan, results: str, as_json: bool) -> None:
    """The cases of a plan, with what earlier runs on this machine say of them."""
    from workbench.reporting.encoding import encode
    from workbench.sessions.forecast import forecast
    from workbench.telemetry.machine import read_machine

    expected = forecast(plan, results, read_machine().id)
    if as_json:
        click.echo(encode(expected))
        return
    for line in forecast_lines(expected):
        click.echo(line)


def forecast_lines(expected: Forecast) -> Iterator[str]:
    """What the cases of a plan should take, and all of them together."""
    for case in expected.cases:
        yield f"{case.planned.case.label()}\n    {_expected(case)}"
    yield f"\n{_counted(len(expected.cases), 'case')}, {_counted(expected.launches, 'launch', 'es')}"
    if expected.unknown:
        yield f"{_counted(expected.unknown, 'case')} without an earlier run here"
    if any(case.launch_seconds is not None for case in expected.cases):
        yield f"those with one should take {format_seconds(expected.seconds)}"


def _expected(case: CaseForecast) -> str:
    if case.planned.skip_reason is not None:
        return f"skipped: {case.planned.skip_reason}"
    if case.launch_seconds is not None:
        memory = "" if case.peak_memory_bytes is None else f", peak {format_bytes(case.peak_memory_bytes)}"
        return f"{format_seconds(case.launch_seconds)} a launch{memory} ({case.earlier_launches} earlier)"
    data = case.planned.data_bytes
    parts = ["no earlier run", *([] if data is None else [f"its data is {format_bytes(data)}"])]
    seconds, peak = case.predicted_call_seconds, case.predicted_peak_bytes
    parts.append("memory unknown" if peak is None else f"peak {_predicted(peak, format_bytes)}")
    parts.append("time unknown" if seconds is None else f"a call {_predicted(seconds, format_seconds)}")
    return "; ".join(parts)


def _predicted(found: Prediction, formatted: Callable[[float], str]) -> str:
    """With its interval; its ends may be open."""
    value = found.value
    low, high = (None if end is None or not isfinite(end) else formatted(end) for end in (value.low, value.high))
    between = f"{low or '…'} to {high or '…'}"
    return f"{formatted(value.value)} ({between}{', extrapolated' if found.extrapolated else ''} from other sizes)"


def _counted(count: int, what: str, plural: str = "s") -> str:
    return f"{count} {what}{'' if count == 1 else plural}"


def terminal_width() -> int:
    """Columns; 100 where standard output is no terminal."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def colour() -> bool:
    """Whether standard output should have colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
