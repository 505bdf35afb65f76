"""What a case that nobody has run would take, from the same case at other sizes.

Memory is told against the size of the data, whichever parameters make it; else, as time is, along the one parameter
in which the known cases differ from it. Three sizes are the fewest that tell anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from workbench.analysis.scaling.level_means import means_at
from workbench.analysis.sizes.forms import FEWEST_SIZES, FORMS, Form
from workbench.analysis.sizes.growth import grow
from workbench.analysis.sizes.measured import Measured
from workbench.analysis.sizes.memory_law import PROPORTIONAL
from workbench.analysis.sizes.series import NO_SIZES
from workbench.model.case import Case, Scalar
from workbench.model.plan import PlannedCase
from workbench.model.sizes import Prediction

Setting = tuple[str, str]
"""Whose parameter (`workload` or `solver`), and its name."""
Figures = Callable[[Measured], Sequence[float]]


def foretell_seconds(target: PlannedCase, known: Sequence[Measured]) -> Prediction | None:
    """Seconds of one timed call; None where the known cases tell nothing of it."""
    return _along_one_parameter(target, known, lambda each: each.seconds, FORMS)


def foretell_peak(target: PlannedCase, known: Sequence[Measured]) -> Prediction | None:
    """Peak memory in bytes of one launch; None where the known cases tell nothing of it."""
    highest = all(len(each.highs) == len(each.lows) for each in known)
    figures: Figures = (lambda each: each.highs) if highest else (lambda each: each.lows)
    if target.data_bytes:
        points = [
            (float(each.planned.data_bytes), figures(each))
            for each in known
            if each.planned.data_bytes and _only_sizes(_differing(target.case, each.case))
        ]
        found = _at(float(target.data_bytes), points, (PROPORTIONAL,))
        if found is not None:
            return found
    return _along_one_parameter(target, known, figures, (PROPORTIONAL,))


def _along_one_parameter(
    target: PlannedCase, known: Sequence[Measured], figures: Figures, forms: Sequence[Form]
) -> Prediction | None:
    """By the parameter along which most is known."""
    settings = _settings(target.case)
    points: defaultdict[Setting, list[tuple[float, Sequence[float]]]] = defaultdict(list)
    for each in known:
        differing = _differing(target.case, each.case)
        if differing is not None and len(differing) == 1:
            (setting,) = differing
            place = _settings(each.case).get(setting)
            if _is_size(setting, settings.get(setting)) and _is_size(setting, place):
                points[setting].append((float(place or 0), figures(each)))
    for setting in sorted(points, key=lambda setting: -len(points[setting])):
        found = _at(float(settings[setting]), points[setting], forms)
        if found is not None:
            return found
    return None


def _at(size: float, points: Sequence[tuple[float, Sequence[float]]], forms: Sequence[Form]) -> Prediction | None:
    by_size: defaultdict[float, list[float]] = defaultdict(list)
    for place, figures in points:
        by_size[place].extend(figures)
    measured = {place: found for place, found in sorted(by_size.items()) if found}
    if len(measured) < FEWEST_SIZES:
        return None
    growth = grow(means_at(list(measured), list(measured.values())), forms)
    if growth.chosen is None:
        return None
    return Prediction(size, growth.prediction(size), extrapolated=size > max(measured))


def _differing(target: Case, other: Case) -> frozenset[Setting] | None:
    """The parameters whose values differ; None where the cases differ in anything else."""
    if _rest(target) != _rest(other):
        return None
    ours, theirs = _settings(target), _settings(other)
    return frozenset(setting for setting in ours.keys() | theirs if ours.get(setting) != theirs.get(setting))


def _only_sizes(differing: frozenset[Setting] | None) -> bool:
    """Whether nothing but the workload's own parameters differs."""
    return differing is not None and all(whose == "workload" for whose, _ in differing)


def _settings(case: Case) -> dict[Setting, Scalar]:
    return {
        **{("workload", name): value for name, value in case.parameters.items()},
        **{("solver", name): value for name, value in case.solver_parameters.items()},
    }


def _rest(case: Case) -> Hashable:
    return replace(case, parameters={}, solver_parameters={}).id


def _is_size(setting: Setting, value: Scalar | None) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return value > 0 and setting[1] not in NO_SIZES
