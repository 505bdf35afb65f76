"""What a running session shows: one live line on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Optional, Protocol

from workbench.model.event import (
    BudgetSpent,
    PreparingData,
    RunEvent,
    TrialFinished,
    TrialStarted,
    Waiting,
    Warned,
)
from workbench.model.trial import OK, TrialRecord
from workbench.model.units import format_seconds
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from rich.progress import Progress


class Teller(Protocol):
    """Shows run events as they happen."""

    def __call__(self, event: RunEvent) -> None:
        """Show one."""

    def close(self) -> None:
        """Leave the terminal as it was."""


def progress(stream: Optional[IO[str]] = None) -> Teller:
    """The teller that fits where standard error goes."""
    stream = sys.stderr if stream is None else stream
    return LiveLine() if stream.isatty() else PlainLines(stream)


class PlainLines:
    """One line a trial."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __call__(self, event: RunEvent) -> None:
        """Print what the event says, if anything."""
        line = _line(event)
        if line is not None:
            print(line, file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing to tidy."""


class LiveLine:
    """A bar with the running case, elapsed and remaining time; what went wrong scrolls above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True, highlight=False)
        self._progress: Progress = Progress(
            BarColumn(24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            TextColumn("{task.fields[failures]}", style="red", markup=False),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
            # Every redraw takes time from what is being measured.
            refresh_per_second=1,
        )
        self._task = self._progress.add_task("", total=None, left="", failures="")
        self._failures = 0
        self._progress.start()

    def __call__(self, event: RunEvent) -> None:
        """Move the bar."""
        if isinstance(event, TrialStarted):
            left = "" if event.remaining_seconds is None else f"{format_seconds(event.remaining_seconds)} left"
            self._progress.update(
                self._task,
                completed=event.index - 1,
                total=event.total,
                left=left,
                description=plain(event.spec.planned.case.label()),
            )
            return
        if isinstance(event, TrialFinished):
            self._progress.update(self._task, completed=event.index, total=event.total)
            if event.record.status == OK:
                return
            self._failures += 1
            self._progress.update(self._task, failures=f"{self._failures} not ok")
        line = _line(event)
        if line is not None:
            self._console.print(line, markup=False, soft_wrap=True)

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()


def _line(event: RunEvent) -> Optional[str]:
    if isinstance(event, PreparingData):
        return f"making the data of {plain(event.workload)} (once; it is cached, and not measured)"
    if isinstance(event, BudgetSpent):
        return f"the time budget is spent: {event.left} launches were not made"
    if isinstance(event, Waiting):
        return f"waiting for another run on this machine to end (process {event.pid}): two would measure each other"
    if isinstance(event, Warned):
        return f"warning: {plain(event.message)}"
    if isinstance(event, TrialStarted):
        return None
    left = "" if event.remaining_seconds is None else f"  ({format_seconds(event.remaining_seconds)} left)"
    width = len(str(event.total))
    label = plain(event.spec.planned.case.label())
    return f"[{event.index:>{width}}/{event.total}] {_outcome(event.record)}  {label}{left}"


def _outcome(record: TrialRecord) -> str:
    if record.status == OK:
        return " + ".join(format_seconds(seconds) for seconds in record.wall_seconds).rjust(8)
    return f"{record.status}: {plain(record.reason or '')}"
