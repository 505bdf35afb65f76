"""What time buys: score against time, and memory against time, with the cases that are worth having told from the rest.

Only cases of equal quality compete for memory; of score against time, score is what is bought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log, log1p

from workbench.analysis.case_names import shared_package
from workbench.analysis.pareto import BEHIND, FRONT, OPEN, standings
from workbench.model.report import WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.ranking import rank

SCORE, MEMORY = "score", "memory"
UNEQUAL = "unequal"
STANDINGS = (FRONT, OPEN, BEHIND, UNEQUAL)
LEAST_MEMORY = 0.05
"""Less than this is no memory saved: peaks of one program differ by some per cent from launch to launch."""
MOST_POINTS = 500
"""Of thousands only the fastest and the front are drawn: more would take a second, and hide one another."""
MOST_GROUPS = 6
OTHERS = "others"
NAME_WIDTH = 60


@dataclass(frozen=True)
class Point:
    """One case. `low` and `high` are the ends of seconds, `value_low` and `value_high` of what is against it.

    `number` counts the front from the fastest on; None elsewhere. `group` is what tells its colour and shape.
    """

    row: CaseSummary
    name: str
    group: str
    standing: str
    value: float
    value_low: float | None = None
    value_high: float | None = None
    number: int | None = None

    @property
    def seconds(self) -> float:
        """The time of a call."""
        assert self.row.seconds is not None
        return self.row.seconds.value

    @property
    def told(self) -> str:
        """What it takes and gives, for people."""
        assert self.row.seconds is not None
        return f"{figures.estimate(self.row.seconds, figures.SECONDS)}, {self.worth}"

    @property
    def worth(self) -> str:
        """The score, or the peak of memory, for people."""
        if self.value_low is None:
            assert self.row.score is not None
            return f"{plain(self.row.score.name)} {figures.score(self.row.score)}"
        assert self.row.memory is not None
        return figures.peak(self.row.memory)


@dataclass(frozen=True)
class TradeOff:
    """`key` is SCORE or MEMORY, `title` what stands upright. Points by time; `left_out` more are too slow to be shown.

    `equal_from` and `equal_to` bound the scores that count as equal to the best.
    """

    key: str
    title: str
    points: tuple[Point, ...]
    higher_is_better: bool = False
    equal_from: float | None = None
    equal_to: float | None = None
    left_out: int = 0

    @property
    def front(self) -> tuple[Point, ...]:
        """The cases worth having, from the fastest on."""
        return tuple(point for point in self.points if point.standing == FRONT)

    @property
    def groups(self) -> tuple[str, ...]:
        """What the colours and shapes stand for, in the order of their fastest."""
        named = dict.fromkeys(point.group for point in self.points if point.group != OTHERS)
        return (*named, OTHERS) if any(point.group == OTHERS for point in self.points) else tuple(named)


def score_trade_off(section: WorkloadSection) -> TradeOff | None:
    """Score against time; None where fewer than two cases have a score."""
    rows = _timed(row for row in section.rows if row.score is not None)
    if len(rows) < 2:
        return None
    scores = [row.score for row in rows if row.score is not None]
    sign = 1.0 if scores[0].higher_is_better else -1.0
    tolerance = max(score.tolerance for score in scores)
    found = standings([row.seconds for row in rows if row.seconds], [sign * each.value for each in scores], tolerance)
    names, groups = _names(rows), _groups(rows)
    points = [
        Point(row, names[index], groups[index], found[index], scores[index].value) for index, row in enumerate(rows)
    ]
    best = max(scores, key=lambda each: sign * each.value).value
    ends = sorted((best, best - sign * tolerance))
    return TradeOff(SCORE, scores[0].name, _numbered(points), sign > 0, ends[0], ends[1], _left_out(rows))


def memory_trade_off(section: WorkloadSection) -> TradeOff | None:
    """Peak memory of the work against time; None where fewer than two cases have one."""
    rows = _timed(row for row in section.rows if row.memory is not None)
    if len(rows) < 2:
        return None
    ranked = {row.case.id for row in rank(section.rows).ranked}
    equal = [row for row in rows if row.case.id in ranked]
    told = standings(
        [row.seconds for row in equal if row.seconds],
        [-log(max(1, row.memory.low_bytes)) for row in equal if row.memory],
        log1p(LEAST_MEMORY),
    )
    known = {row.case.id: standing for row, standing in zip(equal, told, strict=True)}
    names, groups = _names(rows), _groups(rows)
    points = [
        Point(
            row,
            names[index],
            groups[index],
            known.get(row.case.id, UNEQUAL),
            float(row.memory.low_bytes),
            float(row.memory.low_bytes),
            None if row.memory.high_bytes is None else float(row.memory.high_bytes),
        )
        for index, row in enumerate(rows)
        if row.memory is not None
    ]
    return TradeOff(MEMORY, "peak memory", _numbered(points), left_out=_left_out(rows))


def trade_off_finding(found: TradeOff) -> str:
    """What the chart shows, in a line: whether more time buys anything."""
    front = found.front
    first, last = front[0], front[-1]
    bought = found.title if found.key == SCORE else "less memory"
    if len(front) > 1:
        return (
            f"More time buys {'a better ' if found.key == SCORE else ''}{shortened(bought, 40)}: "
            f"{_seconds(first)} for {_worth(first)}, {_seconds(last)} for {_worth(last)}"
        )
    rest = "scores better" if found.key == SCORE else "of equal quality needs less memory"
    return f"{shortened(first.name, NAME_WIDTH)} is fastest, and nothing slower {rest}"


def front_lines(found: TradeOff) -> list[str]:
    """The front as numbered on the chart, then how many more may belong to it."""
    lines = [f"{point.number}: {shortened(point.name, NAME_WIDTH)}, {point.told}" for point in found.front]
    open_ones = sum(point.standing == OPEN for point in found.points)
    if open_ones:
        noun = "case" if open_ones == 1 else "cases"
        lines.append(f"{open_ones:,} {noun} more may be: the launches don't tell their times from these")
    if found.left_out:
        lines.append(f"{found.left_out:,} slower ones are not drawn")
    return lines


def trade_off_columns(found: TradeOff) -> dict[str, list[str | float | None]]:
    """The points as columns, in base units."""
    points = found.points
    ends = [point.row.seconds for point in points]
    columns: dict[str, list[str | float | None]] = {
        "case": [point.name for point in points],
        "time": [point.seconds for point in points],
        "time, low": [None if end is None else end.low for end in ends],
        "time, high": [None if end is None else end.high for end in ends],
    }
    if found.key == SCORE:
        columns[plain(found.title)] = [point.value for point in points]
    else:
        columns["peak memory ≥"] = [point.value_low for point in points]
        columns["peak memory ≤"] = [point.value_high for point in points]
    columns["standing"] = [point.standing for point in points]
    return columns


def _worth(point: Point) -> str:
    return point.worth if point.value_low is not None else point.worth.rsplit(" ", 1)[-1]


def _seconds(point: Point) -> str:
    return figures.figure(point.seconds, figures.SECONDS)


def _timed(rows: Iterable[CaseSummary]) -> list[CaseSummary]:
    """Those with a time of their own, fastest first."""
    return sorted((row for row in rows if row.seconds is not None and not row.paced), key=_order)


def _order(row: CaseSummary) -> float:
    return 0.0 if row.seconds is None else row.seconds.value


def _left_out(rows: Sequence[CaseSummary]) -> int:
    return max(0, len(rows) - MOST_POINTS)


def _numbered(points: Sequence[Point]) -> tuple[Point, ...]:
    """The front, counted, and of the others the fastest, as many as can be drawn; by time."""
    chosen = sorted(range(len(points)), key=lambda index: (points[index].standing != FRONT, index))[:MOST_POINTS]
    count, numbered = 0, []
    for point in (points[index] for index in sorted(chosen)):
        count += point.standing == FRONT
        numbered.append(replace(point, number=count) if point.standing == FRONT else point)
    return tuple(numbered)


def _names(rows: Sequence[CaseSummary]) -> tuple[str, ...]:
    return naming.row_names([row.case for row in rows])


def _groups(rows: Sequence[CaseSummary]) -> list[str]:
    """The solver of each row, or its backend where all have one solver; beyond six, the commonest five and others."""
    package = shared_package({row.case.solver_title for row in rows if row.case.solver_title is not None})
    solvers = [naming.solver(row.case).removeprefix(package) for row in rows]
    names = solvers if len(set(solvers)) > 1 else [plain(row.case.backend) for row in rows]
    shown = [shortened(name, NAME_WIDTH) for name in names]
    if len(set(shown)) <= MOST_GROUPS:
        return shown
    kept = {name for name, _ in Counter(shown).most_common(MOST_GROUPS - 1)}
    return [name if name in kept else OTHERS for name in shown]
