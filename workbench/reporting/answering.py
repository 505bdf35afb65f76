"""The answer of a workload's section: one sentence, the decision first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.analysis.case_names import counted
from workbench.model.case import Case
from workbench.model.estimate import Estimate
from workbench.model.reason import brief
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming, stopping
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.pacing import paced_answer
from workbench.reporting.ranking import Ranking, is_apart, is_skipped


def answer(ranking: Ranking) -> str:
    """Which solver and backend, at what time and quality, and what parallel work bought."""
    if not ranking.ranked:
        return _nothing(ranking.untimed)
    best = ranking.ranked[0]
    if best.paced:
        return f"{paced_answer(ranking)}."
    parts = [_decision(ranking), _speedup(best), _cost(best), _rivals(ranking), _unequal(ranking)]
    return "; ".join(filter(None, parts)) + "."


def _decision(ranking: Ranking) -> str:
    best = ranking.ranked[0]
    assert best.seconds is not None
    time = figures.estimate(best.seconds, figures.SECONDS)
    quality = "" if best.score is None else f", {_score(best)}"
    ranked = best.seconds.kind == "interval"
    alone = len(ranking.ranked) + len(ranking.unequal) == 1
    if best.case.solver is None:
        if alone:
            return " ".join(filter(None, (f"takes {time}{quality}", naming.place(best.case))))
        first = "fastest" if ranked else "shortest time so far"
        return f"{first} {naming.place(best.case) or 'on serial'}: {time}{quality}"
    name = naming.case_name(best.case)
    if best.case.backend == "serial" and any(_is_elsewhere(best.case, row.case) for row in ranking.ranked):
        name += " on serial"
    if alone:
        return f"{name} takes {time}{quality}"
    if len(ranking.ranked) == 1:
        return f"{name} is alone at the best quality: {time}{quality}"
    equal = " at equal quality" if best.score is not None else ""
    first = "is fastest" if ranked else "has the shortest time so far"
    return f"{name} {first}{equal}: {time}{quality}"


def _is_elsewhere(case: Case, other: Case) -> bool:
    """Whether only the backend tells them apart: then `serial` doesn't go without saying."""
    return naming.solver(case) == naming.solver(other) and case.backend != other.backend


def _score(row: CaseSummary) -> str:
    assert row.score is not None
    return f"{shortened(row.score.name, 40)} {figures.score(row.score)}"


def _speedup(best: CaseSummary) -> str:
    if best.speedup is None or best.base_seconds is None or best.case.resources.workers == 1:
        return ""
    ratio = figures.estimate(best.speedup, figures.RATIO)
    return f"{ratio} as fast as at 1 worker ({figures.figure(best.base_seconds, figures.SECONDS)})"


def _cost(best: CaseSummary) -> str:
    if best.speedup_over_serial is None or best.serial_base is None or best.case.backend == "serial":
        return ""
    ratio = figures.estimate(best.speedup_over_serial, figures.RATIO)
    return f"{ratio} as fast as the best serial solver, {shortened(best.serial_base, 60)}"


def _rivals(ranking: Ranking) -> str:
    """What holds the best back from being the best: too few launches, or a rival that can't be told from it."""
    best, others = ranking.ranked[0], ranking.ranked[1:]
    if not others or best.seconds is None:
        return ""
    if best.seconds.kind != "interval":
        return f"{_launches(best)} of a case can't rank it above {_named(others)}"
    stops = stopping.told(_levels(ranking))
    elsewhere = [row for row in others if row.case.series() != best.case.series()]
    close = [row for row in elsewhere if not is_apart(best, row)]
    if close:
        few = next((f": it has {_launches(row)}" for row in close[:1] if _is_few(row)), "")
        return "; ".join(filter(None, (stops, f"too close to tell from {_named(close)}{few}")))
    return "; ".join(filter(None, (stops, _next(best, elsewhere))))


def _levels(ranking: Ranking) -> list[tuple[int, Estimate]]:
    """The best case over its worker counts."""
    series = ranking.ranked[0].case.series()
    return [
        (row.case.resources.workers, row.seconds)
        for row in ranking.ranked
        if row.seconds is not None and row.case.series() == series
    ]


def _next(best: CaseSummary, others: Sequence[CaseSummary]) -> str:
    """The best of another solver or backend, as a ratio."""
    other = next((row for row in others if _choice(row.case) != _choice(best.case)), None)
    if other is None:
        return ""
    ratio = figures.figure(_seconds(other) / _seconds(best), figures.RATIO)
    return f"next is {naming.case_name(other.case)}, {ratio} the time"


def _named(rows: Sequence[CaseSummary]) -> str:
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return naming.case_name(rows[0].case) + more


def _is_few(row: CaseSummary) -> bool:
    return row.seconds is not None and row.seconds.kind != "interval"


def _launches(row: CaseSummary) -> str:
    return counted(0 if row.seconds is None else row.seconds.count, "launch")


def _seconds(row: CaseSummary) -> float:
    assert row.seconds is not None
    return row.seconds.value


def _choice(case: Case) -> tuple[str, str]:
    return naming.solver(case), case.backend


def _unequal(ranking: Ranking) -> str:
    """Solvers that were quicker by doing less: said, so that nobody reads them as faster."""
    best = ranking.ranked[0]
    quicker = [row for row in ranking.unequal if _seconds(row) < _seconds(best)]
    if not quicker:
        return ""
    score = f" ({_score(quicker[0])})" if quicker[0].score is not None else " (no score)"
    more = f" and {len(quicker) - 1} more" if len(quicker) > 1 else ""
    verb = "are" if more else "is"
    return f"{naming.case_name(quicker[0].case)}{score}{more} {verb} quicker but worse, so not ranked"


def _nothing(untimed: Iterable[CaseSummary]) -> str:
    rows = tuple(untimed)
    reasons = [reason for row in rows for reason in row.reasons]
    why = f": {plain(brief(reasons[0], 160))}" if reasons else ""
    if rows and all(map(is_skipped, rows)):
        return f"Nothing was measured, every case was skipped{why}"
    if any(row.launches for row in rows):
        return f"Nothing to compare: no launch ended well{why}"
    return "Nothing was measured yet."
