"""Which cases of a run differ only in how large their data are.

A size is a parameter of the workload that takes several whole numbers and, where the workload says how many bytes its
data have, makes them more. A seed is none, and 0, which stands for "all there is", is left out of the series. At most
two parameters vary in one series.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workbench.analysis.sizes.measured import Measured
from workbench.model.case import Case, Scalar

NO_SIZES = frozenset(("seed", "random_state"))
MOST_PARAMETERS = 2


@dataclass(frozen=True)
class Members:
    """Cases equal but for their sizes, by rising size."""

    parameters: tuple[str, ...]
    cases: tuple[Measured, ...]


@dataclass(frozen=True)
class Slice:
    """Cases equal but for one parameter, by rising value; another size, if there is one, is held."""

    parameter: str
    held: Mapping[str, float]
    cases: tuple[Measured, ...]

    @property
    def sizes(self) -> tuple[float, ...]:
        """The values of the parameter, rising."""
        return tuple(size_of(each.case, self.parameter) for each in self.cases)


def size_of(case: Case, parameter: str) -> float:
    """The value of a parameter that is a size."""
    return float(case.parameters[parameter])


def all_series(cases: Iterable[Measured]) -> tuple[Members, ...]:
    """Every series of two sizes or more, in the order of their first case."""
    found = []
    for alike in _grouped(cases, _without_parameters):
        names = _size_names(alike)
        for members in _grouped(alike, lambda each, names=names: _others(each.case, names)):  # type: ignore[misc]
            sized = [each for each in members if all(size_of(each.case, name) for name in names)]
            varying = tuple(name for name in names if len({size_of(each.case, name) for each in sized}) > 1)
            if varying:
                found.append(Members(varying, tuple(sorted(sized, key=lambda each: _order(each, varying)))))
    return tuple(found)


def slices(members: Members) -> tuple[Slice, ...]:
    """The series along each of its parameters; where another varies too, at its value that has the most sizes."""
    return tuple(_slice(members, parameter) for parameter in members.parameters)


def _slice(members: Members, parameter: str) -> Slice:
    others = tuple(name for name in members.parameters if name != parameter)
    rows: defaultdict[tuple[float, ...], list[Measured]] = defaultdict(list)
    for each in members.cases:
        rows[tuple(size_of(each.case, name) for name in others)].append(each)
    held, longest = max(rows.items(), key=lambda row: (len(row[1]), row[0]))
    ordered = sorted(longest, key=lambda each: size_of(each.case, parameter))
    return Slice(parameter, dict(zip(others, held, strict=True)), tuple(ordered))


def _grouped(cases: Iterable[Measured], key: Callable[[Measured], Hashable]) -> list[list[Measured]]:
    groups: defaultdict[Hashable, list[Measured]] = defaultdict(list)
    for each in cases:
        groups[key(each)].append(each)
    return list(groups.values())


def _without_parameters(each: Measured) -> Hashable:
    case = each.case
    return (*replace(case, parameters={}).series(), case.resources)


def _others(case: Case, names: Sequence[str]) -> Hashable:
    return tuple(sorted((name, value) for name, value in case.parameters.items() if name not in names))


def _size_names(cases: Sequence[Measured]) -> tuple[str, ...]:
    names = dict.fromkeys(name for each in cases for name in each.case.parameters)
    return tuple(name for name in names if _is_size(name, cases))[:MOST_PARAMETERS]


def _is_size(name: str, cases: Sequence[Measured]) -> bool:
    values = [each.case.parameters.get(name) for each in cases]
    if name in NO_SIZES or not all(map(_is_whole, values)):
        return False
    sized = [each for each in cases if each.case.parameters[name]]
    return len({each.case.parameters[name] for each in sized}) > 1 and _adds_data(name, sized)


def _is_whole(value: Scalar | None) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and float(value).is_integer()


def _adds_data(name: str, cases: Sequence[Measured]) -> bool:
    """Whether more of it is more data, as far as the workload tells."""
    for alike in _grouped(cases, lambda each: _others(each.case, (name,))):
        ordered = sorted(alike, key=lambda each: size_of(each.case, name))
        known = [each.planned.data_bytes for each in ordered if each.planned.data_bytes is not None]
        if len(known) == len(ordered) and any(first >= second for first, second in pairwise(known)):
            return False
    return True


def _order(each: Measured, names: Sequence[str]) -> tuple[float, ...]:
    return (float(each.planned.data_bytes or 0), *(size_of(each.case, name) for name in names))
