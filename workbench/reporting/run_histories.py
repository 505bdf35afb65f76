"""How the cases of a suite went from run to run, for a page: changes first, each with what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log

import numpy as np

from workbench.analysis.case_names import CaseNames
from workbench.analysis.changes.discoveries import controlled
from workbench.analysis.changes.run_medians import FOLLOWED, RunMedians, run_medians
from workbench.analysis.changes.run_points import histories_of
from workbench.analysis.changes.tracing import trace
from workbench.errors import StoreError
from workbench.model.change import ChangePoint, History
from workbench.model.comparison import Metric
from workbench.reporting import naming
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.keeping import kept
from workbench.reporting.queries import Problem
from workbench.reporting.sparkline import sparkline
from workbench.reporting.telling_changes import date, p_value, percent, revision
from workbench.store.reader import read_rows

MEDIANS = "medians"
"""What a run's medians are kept as."""
MOST_TRACED = 100
"""Histories that are looked through for changes: those whose level moved most, against their noise."""
RECENT_TRACED = 60
"""As above, where a page only asks whether something is wrong."""
LEAST_VALUES = 4
SPARKLINE_COLUMNS = 16
NAME_WIDTH = 100
FLAT = 0.2
"""A sparkline spans at least this share of its largest value, so that noise doesn't look like news."""


@dataclass(frozen=True)
class SuiteRuns:
    """The runs of a suite, oldest first, come to medians; and what could not be read. `names` has cases by id."""

    runs: tuple[RunMedians, ...]
    names: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What at least one of the runs recorded."""
        return tuple(
            metric
            for name, metric in FOLLOWED.items()
            if any(value is not None for run in self.runs for value in run.values[name])
        )


@dataclass(frozen=True)
class Trace:
    """The histories of one metric of a suite: regressions first, then other changes, then by how far they moved.

    `untraced` were not looked through for changes: there were more than MOST_TRACED.
    """

    histories: tuple[History, ...]
    untraced: int = 0


@dataclass(frozen=True)
class RecentRuns:
    """The newest runs of a suite, and the largest slowdown that still stands in them: its history and its change."""

    suite: SuiteRuns
    regression: tuple[History, ChangePoint] | None = None


def suite_runs(root: str, folders: Sequence[str], keep: bool = False) -> SuiteRuns:
    """The runs in these folders below `root`, which are of one suite, the newest first; with `keep` beside `root`."""
    runs: list[RunMedians] = []
    problems = []
    for folder in reversed(folders):
        try:
            found = kept(root if keep else None, folder, MEDIANS, RunMedians, partial(_medians, folder))
            runs.append(_sharing(found, runs[-1]) if runs else found)
        except StoreError as error:
            problems.append(Problem(str(error), error.remedy))
    return SuiteRuns(tuple(runs), _names(runs), tuple(problems))


def _sharing(run: RunMedians, before: RunMedians) -> RunMedians:
    """The run with what it has in common with the one before it held once: most runs of a suite have its cases."""
    alike = [name for name in ("cases", "places", "versions") if getattr(run, name) == getattr(before, name)]
    return replace(run, **{name: getattr(before, name) for name in alike})


def _medians(folder: str) -> RunMedians:
    rows = read_rows(folder)
    return run_medians(rows.header, rows.trials)  # type: ignore[arg-type]  # rows have a record's attributes


def _names(runs: Sequence[RunMedians]) -> dict[str, str]:
    """Each case by what tells it from the others of the suite, short enough for a list; no two alike."""
    cases = {case_id: run.cases[place] for run in runs for case_id, place in run.places.items()}
    names = CaseNames(cases.values())
    told = naming.distinct((shortened(names.full(case), NAME_WIDTH) for case in cases.values()), list(cases))
    return dict(zip(cases, told, strict=True))


def trace_suite(found: SuiteRuns, metric: str, most: int = MOST_TRACED) -> Trace:
    """The histories of that metric (a name in FOLLOWED) of every case, with their changes."""
    histories = _named(found, histories_of(found.runs, (metric,)))
    promising = sorted(histories, key=_movement, reverse=True)
    traced = [trace(each) for each in promising[:most]]
    rest = [replace(each, tested=False) for each in promising[most:]]
    # What wasn't looked through still counts among all that were asked.
    asked = controlled([*traced, *(replace(each, tested=True) for each in rest)])[: len(traced)]
    ordered = sorted(asked, key=_regressions_first)
    return Trace((*ordered, *rest), len(rest))


def recent_runs(root: str, folders: Sequence[str], keep: bool = False) -> RecentRuns:
    """As `suite_runs`, with what is still wrong."""
    runs = suite_runs(root, folders, keep)
    return RecentRuns(runs, standing_regression(trace_suite(runs, "time", RECENT_TRACED)))


def standing_regression(found: Trace) -> tuple[History, ChangePoint] | None:
    """The largest regression that still stands: the latest change of its case, for the worse and by the code."""
    latest = [(history, history.changes[-1]) for history in found.histories if history.changes]
    standing = [(history, change) for history, change in latest if change.is_regression]
    return max(standing, key=lambda pair: abs(log(pair[1].ratio.value)), default=None)


def history_of(found: SuiteRuns, metric: str, case_id: str) -> History | None:
    """One case's history without its changes; None where no run has it, or the metric is none that is followed."""
    if metric not in FOLLOWED:
        return None
    return next(iter(_named(found, histories_of(found.runs, (metric,), case_id))), None)


def _named(found: SuiteRuns, histories: Iterable[History]) -> list[History]:
    return [replace(each, title=found.names[each.case_id or ""]) for each in histories]


def _movement(history: History) -> float:
    """The largest step of the medians on either side of any point, in units of the scatter from point to point."""
    logs = np.log([point.value for point in history.points])
    if len(logs) < LEAST_VALUES:
        return 0.0
    counts = np.arange(1, len(logs))
    sums = np.cumsum(logs)
    left, right = sums[:-1] / counts, (sums[-1] - sums[:-1]) / counts[::-1]
    weight = np.sqrt(counts * counts[::-1] / len(logs))
    scatter = float(np.median(np.abs(np.diff(logs)))) or 1e-9
    return float(np.max(np.abs(left - right) * weight)) / scatter


def _regressions_first(history: History) -> tuple[int, float]:
    if any(change.is_regression for change in history.changes):
        return 0, -_extent(history)
    return (1 if history.changes else 2), -_extent(history)


def _extent(history: History) -> float:
    return max((abs(log(change.ratio.value)) for change in history.changes), default=0.0)


def headline(found: Trace, metric: str, runs: int) -> str:
    """What it comes to: how many cases changed, and how many of those are regressions."""
    total = len(found.histories)
    changed = [history for history in found.histories if history.changes]
    regressed = sum(any(change.is_regression for change in history.changes) for history in changed)
    cases = f"{total:,} case" + ("" if total == 1 else "s")
    if not any(history.tested for history in found.histories):
        return f"Too few runs ({runs:,}) to tell a new level of {metric} from noise"
    if not changed:
        return f"No change of {metric} found in {cases} over {runs:,} runs"
    worse = f"{regressed:,} got worse by the code" if regressed else "no regression of the code"
    name = metric[:1].upper() + metric[1:]
    return f"{name} changed in {len(changed):,} of {cases} over {runs:,} runs: {worse}"


def columns_of(histories: Sequence[History]) -> dict[str, list[str | float | None]]:
    """A row a history: its latest change, and the line of its values."""
    latest: list[ChangePoint | None] = [history.changes[-1] if history.changes else None for history in histories]

    def told(tell: Callable[[ChangePoint], str | float]) -> list[str | float | None]:
        return [None if change is None else tell(change) for change in latest]

    return {
        "change": [_verdict(history) for history in histories],
        "by": told(lambda change: percent(change.ratio)),
        "case": [plain(history.title) for history in histories],
        "history": [line(history) for history in histories],
        "since": told(lambda change: revision(change.revision)),
        "date": told(lambda change: date(change.at)),
        "times what it was": told(lambda change: change.ratio.value),
        "p": told(lambda change: p_value(change.p_value).removeprefix("p = ").removeprefix("p ")),
        "runs": [len(history.points) for history in histories],
    }


def line(history: History) -> str:
    """The values as one line of small columns, the oldest first; noise of a few per cent stays flat."""
    values = [point.value for point in history.points]
    if not values:
        return ""
    low, high = min(values), max(values)
    room = max(0.0, FLAT * high - (high - low)) / 2
    return sparkline(values, SPARKLINE_COLUMNS, low - room, high + room)


def _verdict(history: History) -> str:
    if not history.changes:
        return "none found" if history.tested else "not told"
    change = history.changes[-1]
    return change.verdict + (" (not the code)" if change.explained_by else "")
