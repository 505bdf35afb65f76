"""The columns of a workload's table, the same on every face: as text for people, as numbers for sorting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.model.estimate import Estimate
from workbench.model.summary import CaseSummary
from workbench.model.units import format_seconds
from workbench.reporting import figures, naming, told
from workbench.reporting.escaping import plain

DEFAULTS = {"threads": "1", "nodes": "1", "device": "cpu", "environment": "default"}
"""What goes without saying when every row has it."""
SHORTEST_SECONDS = 0.001
"""A start-up below this is not told in digits."""
FIGURE = "figure."
"""How the keys of columns begin that hold what solvers tell of themselves."""


@dataclass(frozen=True)
class Column:
    """`text` is what a person reads, `number` (base units) what a table sorts by, None for words.

    `importance` decides which columns go first where a table is too narrow for all: the least important. `quantity` is
    what the numbers are figures of.
    """

    key: str
    title: str
    text: Callable[[CaseSummary], str]
    number: Callable[[CaseSummary], float | None] | None = None
    importance: int = 5
    quantity: figures.Quantity | None = None


@dataclass(frozen=True)
class Layout:
    """The columns that tell rows apart, and what all rows have in common as (title, text)."""

    columns: tuple[Column, ...]
    common: tuple[tuple[str, str], ...]


def lay_out(rows: Sequence[CaseSummary]) -> Layout:
    """The columns for these rows: none of equal values (they are in `common`), none with nothing to say."""
    columns, common = [], []
    for column in all_columns(rows):
        texts = {column.text(row) for row in rows}
        if texts == {""} or texts == {DEFAULTS.get(column.key)}:
            continue
        if column.key == "seconds" or len(rows) == 1 or len(texts) > 1:
            columns.append(column)
        else:
            common.append((column.title, texts.pop()))
    return Layout(tuple(columns), (*common, *_settings(rows)))


def _settings(rows: Sequence[CaseSummary]) -> Iterator[tuple[str, str]]:
    """The solvers whose parameters are the same wherever they occur, with those: no column for each."""
    varied = set(_varied(rows))
    for name in dict.fromkeys(row.case.solver_title for row in rows if row.case.solver_title is not None):
        chosen = next(row.case.solver_settings for row in rows if row.case.solver_title == name)
        fixed = {key: value for key, value in chosen.items() if key not in varied}
        if fixed:
            yield plain(name), naming.parameters(fixed)


def _varied(rows: Sequence[CaseSummary]) -> tuple[str, ...]:
    """Names of solver parameters that tell two rows of one solver apart."""
    seen: dict[tuple[str | None, str], set[object]] = {}
    for row in rows:
        for name in {name for other in rows for name in other.case.solver_settings}:
            seen.setdefault((row.case.solver_title, name), set()).add(row.case.solver_settings.get(name))
    return tuple(dict.fromkeys(name for (_, name), values in sorted(seen.items(), key=str) if len(values) > 1))


def all_columns(rows: Sequence[CaseSummary]) -> tuple[Column, ...]:
    """Every column there is for these rows: the case's words, then what was measured."""
    columns = _case_columns(rows) + _measured_columns(rows)
    at = next(index for index, column in enumerate(columns) if column.key == "memory")
    return columns[:at] + _told_columns(rows, {column.title for column in columns}) + columns[at:]


def _case_columns(rows: Sequence[CaseSummary]) -> tuple[Column, ...]:
    extra = _varied(rows)
    # A solver that brings its own environment says it by its name, or on a backend that brings one by both names.
    place = _weight({((row.case.solver_title, row.case.backend), row.case.environment) for row in rows})
    method = _weight({(row.case.backend, row.case.start_method) for row in rows})
    return (
        Column("solver", "solver", lambda row: plain(row.case.solver_title or ""), importance=10),
        *(Column(f"solver.{name}", plain(name), _field(f"solver.{name}"), importance=8) for name in extra),
        Column("backend", "backend", lambda row: plain(row.case.backend), importance=10),
        Column("start_method", "start method", lambda row: plain(row.case.start_method or ""), importance=method),
        Column(
            "workers",
            "workers",
            lambda row: f"{row.case.resources.workers:,}",
            lambda row: row.case.resources.workers,
            10,
        ),
        Column(
            "threads",
            "threads",
            lambda row: f"{row.case.resources.threads_per_worker:,}",
            lambda row: row.case.resources.threads_per_worker,
            8,
        ),
        Column("nodes", "nodes", lambda row: f"{row.case.resources.nodes:,}", lambda row: row.case.resources.nodes, 8),
        Column("device", "device", lambda row: plain(row.case.resources.device), importance=8),
        Column("environment", "environment", lambda row: plain(row.case.environment), importance=place),
    )


def _weight(pairs: set[tuple[object, object]]) -> int:
    """The importance of a column whose word stands second: little where what stands first tells it."""
    return 5 if len(pairs) == len({first for first, _ in pairs}) else 8


def _measured_columns(rows: Sequence[CaseSummary]) -> tuple[Column, ...]:
    score = next((row.score.name for row in rows if row.score is not None), "score")
    scaled = {row.case.series() for row in rows if row.case.resources.workers > 1}

    def scales(row: CaseSummary) -> bool:
        """Whether it was measured at several worker counts: a lone 1.00× says nothing."""
        return row.case.series() in scaled

    return (
        _estimate("seconds", "time", lambda row: row.seconds, figures.SECONDS, 10),
        Column("score", plain(score), _score, lambda row: None if row.score is None else row.score.value, 9),
        Column("memory", "peak memory", _memory, _memory_bytes, 7),
        Column("start", "start-up", _start, lambda row: row.start_seconds, 6, figures.SECONDS),
        _estimate("speedup", "speed-up", lambda row: row.speedup if scales(row) else None, figures.RATIO, 6),
        Column(
            "efficiency",
            "efficiency",
            lambda row: _efficiency(row) if scales(row) else "",
            lambda row: _efficiency_ratio(row) if scales(row) else None,
            4,
            figures.SHARE,
        ),
        _estimate("cost", "vs best serial", lambda row: row.speedup_over_serial, figures.RATIO, 5),
        Column("launches", "launches", lambda row: f"{row.launches:,}", lambda row: row.launches, 2),
    )


def _told_columns(rows: Sequence[CaseSummary], taken: set[str]) -> tuple[Column, ...]:
    """What solvers tell of themselves. A title that is `taken`, or that two would share, is their whole name."""
    names = list(dict.fromkeys(name for row in rows for name in row.figures))
    titles = [told.title(name) for name in names]
    return tuple(
        _told(name, title if title not in taken and titles.count(title) == 1 else plain(name))
        for name, title in zip(names, titles, strict=True)
    )


def _told(name: str, title: str) -> Column:
    def text(row: CaseSummary) -> str:
        return told.text(name, row.figures[name]) if name in row.figures else ""

    def number(row: CaseSummary) -> float | None:
        return row.figures[name].value if name in row.figures else None

    # Less than memory, which any workload has.
    return Column(f"{FIGURE}{name}", title, text, number, 6, told.quantity(name))


def _estimate(
    key: str, title: str, found: Callable[[CaseSummary], Estimate | None], quantity: figures.Quantity, importance: int
) -> Column:
    def text(row: CaseSummary) -> str:
        known = found(row)
        return "" if known is None else figures.estimate(known, quantity)

    def number(row: CaseSummary) -> float | None:
        known = found(row)
        return None if known is None else known.value

    return Column(key, title, text, number, importance, quantity)


def _field(name: str) -> Callable[[CaseSummary], str]:
    def text(row: CaseSummary) -> str:
        fields = row.case.fields()
        return naming.value(fields[name]) if name in fields else ""

    return text


def _efficiency(row: CaseSummary) -> str:
    """Without its interval: it is the speed-up's, divided by the workers."""
    return "" if row.efficiency is None else figures.figure(row.efficiency.value, figures.SHARE)


def _efficiency_ratio(row: CaseSummary) -> float | None:
    return None if row.efficiency is None else row.efficiency.value


def _score(row: CaseSummary) -> str:
    return "" if row.score is None else figures.score(row.score)


def _start(row: CaseSummary) -> str:
    """A backend that starts nothing takes no time worth three digits."""
    if row.start_seconds is None:
        return ""
    return "< 1 ms" if row.start_seconds < SHORTEST_SECONDS else format_seconds(row.start_seconds)


def _memory(row: CaseSummary) -> str:
    return "" if row.memory is None else figures.peak(row.memory)


def _memory_bytes(row: CaseSummary) -> float | None:
    """The lower end: the only one that is always known."""
    return None if row.memory is None else row.memory.low_bytes


def interval_kinds(rows: Sequence[CaseSummary]) -> Mapping[str, str]:
    """What the brackets in the `time` column, and in those that solvers told, mean, for the kinds that occur."""
    meanings = {
        "interval": "[low, high]: 95 % interval over launches",
        "range": "(low–high): smallest and largest of fewer than 4 launches, no interval",
    }
    kinds = {row.seconds.kind for row in rows if row.seconds is not None and row.seconds.low is not None}
    told_kinds = {found.kind for row in rows for found in row.figures.values() if found.low != found.high}
    if "range" in told_kinds - kinds:
        meanings["range"] = "(low–high): smallest and largest of the launches"
    return {kind: meaning for kind, meaning in meanings.items() if kind in kinds | told_kinds}
