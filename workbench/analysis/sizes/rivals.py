"""What cards are held against: the best that all cores do, never one core alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from statistics import median

from workbench.analysis.sizes.grown import Grown
from workbench.model.device import cards_of


def rivals_of_cards(found: Sequence[Grown]) -> Iterator[tuple[Grown, Grown]]:
    """(the series on cores to beat, one on cards) for each problem along one parameter.

    One core is nobody's rival: of the series with the most cores the one that is fastest at its largest size is taken,
    among those whose score there is as good as the best.
    """
    problems: defaultdict[Hashable, list[Grown]] = defaultdict(list)
    for each in found:
        problems[_problem(each)].append(each)
    for group in problems.values():
        on_cards = [each for each in group if cards_of(each.case.resources.device)]
        on_cores = [each for each in group if not cards_of(each.case.resources.device)]
        most = max(map(_cores, on_cores), default=0)
        rivals = _equally_good([each for each in on_cores if _cores(each) == most])
        if rivals:
            base = min(rivals, key=lambda each: median(each.series.cases[-1].seconds))
            yield from ((base, each) for each in on_cards)


def _equally_good(found: Sequence[Grown]) -> Sequence[Grown]:
    """Those whose median score at the largest size lies within the tolerance of the best; all without scores."""
    scored = [(each, each.series.cases[-1].scores) for each in found]
    if not all(scores for _, scores in scored):
        return found
    worth = [
        (each, median(score.value for score in scores) * (1 if scores[0].higher_is_better else -1), scores[0].tolerance)
        for each, scores in scored
    ]
    best = max((value for _, value, _ in worth), default=0.0)
    return [each for each, value, tolerance in worth if value >= best - tolerance]


def _cores(each: Grown) -> int:
    return each.case.resources.workers * each.case.resources.threads_per_worker


def _problem(each: Grown) -> Hashable:
    case = each.case
    others = sorted((name, value) for name, value in case.parameters.items() if name != each.series.parameter)
    return (each.series.parameter, case.workload, *others)
