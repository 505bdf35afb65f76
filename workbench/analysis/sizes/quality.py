"""Time to a given score, where a run varies how many iterations a solver may take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from workbench.analysis.case_times import case_times, estimates
from workbench.analysis.groups import Groups
from workbench.analysis.sizes.measured import Measured
from workbench.model.case import Scalar
from workbench.model.sizes import BudgetPoint, QualityCurve
from workbench.model.trial import Score

BUDGETS = frozenset(
    (
        "epochs",
        "iterations",
        "max_epochs",
        "max_iter",
        "max_iterations",
        "maxIter",
        "n_epochs",
        "n_estimators",
        "n_iter",
        "n_rounds",
        "nrounds",
        "num_boost_round",
        "num_iterations",
        "num_trees",
        "passes",
    )
)
"""What solvers call a parameter that buys iterations (or trees, or rounds)."""


@dataclass(frozen=True)
class _Budgeted:
    parameter: str
    cases: list[Measured]


def quality_curves(cases: Sequence[Measured]) -> tuple[QualityCurve, ...]:
    """One curve for every case at several budgets. The target of a problem is the best score that any of its curves
    reached, less the workload's tolerance."""
    budgeted = list(_budgeted(case for case in cases if case.scores))
    best: dict[Hashable, Score] = {}
    for each in budgeted:
        problem = each.cases[0].case.problem()
        scores = [_score(case) for case in each.cases]
        best[problem] = max((*scores, best.get(problem, scores[0])), key=lambda score: score.value * _sign(score))
    return tuple(_curve(each, best[each.cases[0].case.problem()]) for each in budgeted)


def _budgeted(cases: Iterable[Measured]) -> Iterable[_Budgeted]:
    groups: defaultdict[tuple[str, Hashable], list[Measured]] = defaultdict(list)
    for each in cases:
        for name, value in each.case.solver_parameters.items():
            if name in BUDGETS and _is_number(value):
                groups[name, _others(each, name)].append(each)
    for (name, _), members in groups.items():
        if len(members) > 1:
            yield _Budgeted(name, sorted(members, key=lambda each: _budget(each, name)))


def _others(each: Measured, name: str) -> Hashable:
    case = each.case
    rest = {key: value for key, value in case.solver_parameters.items() if key != name}
    return (*replace(case, solver_parameters=rest).series(), case.resources)


def _is_number(value: Scalar) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def _budget(each: Measured, name: str) -> float:
    return float(each.case.solver_parameters[name])


def _curve(each: _Budgeted, best: Score) -> QualityCurve:
    target = best.value - _sign(best) * best.tolerance
    points = tuple(_points(each))
    reaching = [_sign(best) * (point.score - target) >= 0 for point in points]
    missed = [place for place, reached in enumerate(reaching) if not reached]
    first = missed[-1] + 1 if missed else 0
    return QualityCurve(
        each.cases[0].case,
        each.parameter,
        best.name,
        best.higher_is_better,
        target,
        points,
        points[first] if first < len(points) else None,
        points[first - 1] if first > 0 else None,
    )


def _points(each: _Budgeted) -> Iterable[BudgetPoint]:
    owners = np.repeat(np.arange(len(each.cases)), [len(case.seconds) for case in each.cases])
    seconds = np.array([second for case in each.cases for second in case.seconds])
    found = estimates(case_times(Groups(owners, len(each.cases)), seconds))
    for case, estimate in zip(each.cases, found, strict=True):
        assert estimate is not None  # every case here has a launch that was timed
        yield BudgetPoint(_budget(case, each.parameter), estimate, _score(case).value)


def _score(case: Measured) -> Score:
    return replace(case.scores[0], value=median(score.value for score in case.scores))


def _sign(score: Score) -> float:
    return 1.0 if score.higher_is_better else -1.0
