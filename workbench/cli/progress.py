"""What a running session shows: one live line on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Optional, Protocol, Union

from workbench.model.event import (
    BudgetSpent,
    BuildingEnvironment,
    CaseDecided,
    CheckStarted,
    EnvironmentBuilt,
    Observed,
    PreparingData,
    RunEvent,
    RunStarted,
    TrialFinished,
    TrialStarted,
    Waiting,
    WaitingForJobs,
    Warned,
)
from workbench.model.gate import CheckedCase
from workbench.model.reason import brief
from workbench.model.trial import OK, TrialRecord
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


BAR_FROM_WIDTH = 100


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
    """A bar with elapsed and remaining time, what went wrong so far, the running case's memory and CPU now, its name.

    What went wrong also scrolls above it.
    """

    def __init__(self, console: Optional[Console] = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
        from rich.table import Column

        self._console = Console(stderr=True, highlight=False) if console is None else console
        narrow = Column(no_wrap=True)
        # On a narrow terminal the case's name needs the room more.
        bar: list[ProgressColumn] = [] if self._console.width < BAR_FROM_WIDTH else [BarColumn(12, table_column=narrow)]
        self._progress: Progress = Progress(
            *bar,
            MofNCompleteColumn(table_column=narrow),
            TimeElapsedColumn(table_column=narrow),
            TextColumn("{task.fields[left]}", markup=False, table_column=narrow),
            TextColumn("{task.fields[failures]}", style="red", markup=False, table_column=narrow),
            TextColumn("{task.fields[now]}", style="cyan", markup=False, table_column=narrow),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
            console=self._console,
            transient=True,
            expand=True,
            # Every redraw takes time from what is being measured.
            refresh_per_second=1,
        )
        self._task = self._progress.add_task("", total=None, left="", failures="", now="", start=False)
        self._failures = 0
        self._memory = self._cores = ""
        self._remaining_seconds: Optional[float] = None

    def __call__(self, event: RunEvent) -> None:
        """Move the bar; it appears with the first launch."""
        if isinstance(event, TrialStarted):
            self._begin(event)
            return
        if isinstance(event, Observed):
            self._observe(event)
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

    def _begin(self, event: TrialStarted) -> None:
        self._memory = self._cores = ""
        self._remaining_seconds = event.remaining_seconds
        label = plain(event.spec.planned.case.label())
        # What tells one launch from the next stands at the label's end, which a narrow terminal would cut.
        short = " · ".join(filter(None, (event.side.upper(), *reversed(label.split(" · ")))))
        self._progress.update(
            self._task, completed=event.index - 1, total=event.total, left=self._left(0.0), now="", description=short
        )
        self._progress.start_task(self._task)
        self._progress.start()

    def _observe(self, event: Observed) -> None:
        """The figures of now; one that is not told this time stays. The next redraw shows them."""
        if event.memory_bytes is not None:
            self._memory = format_bytes(event.memory_bytes)
        if event.cpu_cores is not None:
            self._cores = f"{event.cpu_cores:.1f} CPU"
        now = ", ".join(filter(None, (self._memory, self._cores)))
        self._progress.update(self._task, now=now, left=self._left(event.elapsed_seconds))

    def _left(self, elapsed_seconds: float) -> str:
        """What is left once a trial has run so long, if that is known."""
        if self._remaining_seconds is None:
            return ""
        return f"{format_seconds(max(0.0, self._remaining_seconds - elapsed_seconds))} left"

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()


def _preparing_line(event: Union[BuildingEnvironment, EnvironmentBuilt, PreparingData]) -> str:
    if isinstance(event, PreparingData):
        return f"making the data of {plain(event.workload)} (once; it is cached, and not measured)"
    name = plain(event.environment)
    if isinstance(event, BuildingEnvironment):
        made_of = plain(", ".join(event.requirements))
        return f"building environment {name}: Python {event.version} with {made_of} (once; it is cached)"
    if event.unavailable is not None:
        return f"environment {name} can't be built, its cases are skipped: {plain(event.unavailable)}"
    size, seconds = format_bytes(event.size_bytes), format_seconds(event.wall_seconds)
    return f"environment {name} is built: {size} in {seconds}"


def _line(event: RunEvent) -> Optional[str]:
    if isinstance(event, (BuildingEnvironment, EnvironmentBuilt, PreparingData)):
        return _preparing_line(event)
    if isinstance(event, (CheckStarted, CaseDecided)):
        return _checking_line(event)
    if isinstance(event, (BudgetSpent, Waiting, WaitingForJobs, Warned)):
        return _note(event)
    if isinstance(event, (RunStarted, TrialStarted, Observed)):
        return None
    left = "" if event.remaining_seconds is None else f"  ({format_seconds(event.remaining_seconds)} left)"
    width = len(str(event.total))
    label = plain(event.spec.planned.case.label())
    host = f" on {plain(event.record.host)}" if event.record.host else ""
    return f"[{event.index:>{width}}/{event.total}] {_outcome(event.record)}  {label}{host}{left}"


def _note(event: Union[BudgetSpent, Waiting, WaitingForJobs, Warned]) -> str:
    if isinstance(event, BudgetSpent):
        return f"the time budget is spent: {event.left} launches were not made"
    if isinstance(event, Waiting):
        where = plain(event.host) or "this machine"
        return f"waiting for another run on {where} to end (process {event.pid}): two would measure each other"
    if isinstance(event, WaitingForJobs):
        jobs = f"{event.jobs} job" + ("" if event.jobs == 1 else "s")
        return f"waiting for {jobs} of {event.system}, {format_seconds(event.most_seconds)} at most"
    return f"warning: {plain(event.message)}"


def _checking_line(event: Union[CheckStarted, CaseDecided]) -> str:
    if isinstance(event, CheckStarted):
        cases = f"{event.cases:,} case" + ("" if event.cases == 1 else "s")
        budget = format_seconds(event.budget_seconds)
        return f"checking {cases}: {plain(event.head)} against {plain(event.base)}, for {budget} at most"
    told = ", ".join(f"{row.metric.title} {row.outcome}{_ratio(row)}" for row in event.metrics)
    pairs = f"{event.pairs} pair" + ("" if event.pairs == 1 else "s")
    name = event.metrics[0].case if event.metrics else event.case.label()
    return f"{plain(name)}: {told}, after {pairs} of launches"


def _ratio(row: CheckedCase) -> str:
    if row.ratio is None:
        return f" ({plain(brief(row.reason))})" if row.reason else ""
    return f" ({row.ratio.value:.4g}×)"


def _outcome(record: TrialRecord) -> str:
    if record.status == OK:
        return " + ".join(format_seconds(seconds) for seconds in record.wall_seconds).rjust(8)
    return f"{record.status}: {plain(brief(record.reason or ''))}"
