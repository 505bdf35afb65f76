"""What a case is called beside the others of its run: by what tells them apart, and no more."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workbench.model.case import Case, Scalar

UNNAMED_BACKENDS = ("serial", "own")
"""They go without saying: no backend at all, and a workload that brings its own workers."""


class CaseNames:
    """Names among these cases: a parameter, place or package that they all share goes without saying.

    Names from files are kept as they are: whoever shows them escapes them.
    """

    def __init__(self, among: Iterable[Case]) -> None:
        cases = tuple(among)
        self._package = shared_package({case.solver_title for case in cases if case.solver_title is not None})
        self._parameters = _differing((case.workload_title, case.parameters) for case in cases)
        self._solver_parameters = _differing((case.solver_title, case.solver_settings) for case in cases)
        self._problems: defaultdict[str | None, set[object]] = defaultdict(set)
        for case in cases:
            self._problems[case.solver_title].add(case.problem())

    def problem(self, case: Case) -> str:
        """`flights`, or `flights rows=20,000` where it was measured with other rows too."""
        return _with(case.workload_title, case.parameters, self._parameters[case.workload_title])

    def choice(self, case: Case, workers: bool = True) -> str:
        """What solves it and where: `RandomForestClassifier · loky · 2 workers`; may be empty without the workers."""
        parts = []
        if case.solver_title is not None:
            name = case.solver_title.removeprefix(self._package)
            parts.append(_with(name, case.solver_settings, self._solver_parameters[case.solver_title]))
        if case.backend not in UNNAMED_BACKENDS:
            parts.append(case.backend if case.start_method is None else f"{case.backend} ({case.start_method})")
        if workers and (case.backend != "serial" or case.resources.workers > 1 or not parts):
            parts.append(counted(case.resources.workers, "worker"))
        return " · ".join((*parts, *_unusual(case)))

    def full(self, case: Case) -> str:
        """`flights: RandomForestClassifier · loky · 2 workers`."""
        return f"{self.problem(case)}: {self.choice(case)}"

    def series(self, case: Case) -> str:
        """The case over its worker counts: `RandomForestClassifier · loky`; with its problem where that differs."""
        choice = self.choice(case, workers=False)
        if case.solver_title is not None and len(self._problems[case.solver_title]) == 1:
            return choice
        return " · ".join(filter(None, (self.problem(case), choice)))

    def listed(self, cases: Sequence[Case], most: int) -> str:
        """The first few, each problem named once, and how many more there are."""
        groups = itertools.groupby(cases[:most], self.problem)
        told = "; ".join(f"{problem}: {', '.join(map(self.choice, members))}" for problem, members in groups)
        more = len(cases) - most
        return told + (f"; and {more:,} more" if more > 0 else "")


def shared_package(solvers: Iterable[str]) -> str:
    """The dotted package that all solver names begin with (`sklearn.`), or nothing; a user's file has none."""
    names = list(solvers)
    packages = [name.partition("[")[0].split(".")[:-1] for name in names if ":" not in name]
    if len(packages) < len(names):
        return ""
    shared = itertools.takewhile(lambda parts: len(set(parts)) == 1, zip(*packages, strict=False))
    return "".join(f"{parts[0]}." for parts in shared)


def counted(number: int, noun: str) -> str:
    """`1 case`, `2 cases`, `3,000 launches`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s" if not noun.endswith("ch") else "es")


def _differing(chosen: Iterable[tuple[str | None, Mapping[str, Scalar]]]) -> defaultdict[str | None, set[str]]:
    """For each owner the parameters that its cases don't all have alike."""
    owned: defaultdict[str | None, list[Mapping[str, Scalar]]] = defaultdict(list)
    for owner, parameters in chosen:
        owned[owner].append(parameters)
    found: defaultdict[str | None, set[str]] = defaultdict(set)
    for owner, all_parameters in owned.items():
        names = {name for parameters in all_parameters for name in parameters}
        found[owner] = {name for name in names if len({parameters.get(name) for parameters in all_parameters}) > 1}
    return found


def _with(name: str, parameters: Mapping[str, Scalar], told: set[str]) -> str:
    values = ((key, value) for key, value in parameters.items() if key in told)
    return " ".join((name, *(f"{key}={_value(value)}" for key, value in values)))


def _value(value: Scalar) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _unusual(case: Case) -> Iterable[str]:
    resources = case.resources
    if resources.threads_per_worker != 1:
        yield f"{resources.threads_per_worker} threads each"
    if case.cluster is not None:
        yield f"{counted(resources.nodes, 'node')} of {case.cluster}"
    if resources.device != "cpu":
        yield resources.device
    yield from resources.limits_label()
    if case.environment != "default":
        yield case.environment
