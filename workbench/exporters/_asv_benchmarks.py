"""Cases as asv's benchmarks: cases that differ in parameters only are one benchmark with those parameters."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

from workbench.model.case import Case, Scalar

UNSAID: Mapping[str, Scalar] = {"threads": 1, "nodes": 1, "device": "cpu"}
"""Resources that are a parameter only where some case has something else."""
NO_PARAMETERS = ("workload", "solver", "backend", "environment")
ASV_WORKLOAD = "asv"
OF_ASV_WORKLOAD = ("folder", "benchmark", "match")
"""Where a benchmark of an asv project is from, which asv knows and its name says."""
MOST_COMBINATIONS = 10_000
LABEL = "case"


@dataclass(frozen=True)
class Benchmark:
    """One benchmark. `stem` is its name before the measure; `values` are the texts of each parameter, in order.

    `cases` maps a combination of those texts to the case's id. Where the combinations would be too many, the cases'
    labels are the one parameter.
    """

    stem: str
    parameter_names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    cases: Mapping[tuple[str, ...], str]

    @property
    def version(self) -> str:
        """What asv compares only alike: the benchmark's name and parameters."""
        told = "\0".join((self.stem, *self.parameter_names))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def benchmarks_of(cases: Iterable[Case]) -> list[Benchmark]:
    """The cases of one environment, in their order; stems are unique, and may be part of a path."""
    groups: defaultdict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        own = case.workload_title if case.workload == ASV_WORKLOAD else ""
        groups[(case.workload, case.solver or "", case.backend, own)].append(case)
    found, taken = [], set()
    for key, members in groups.items():
        stem = _stem(members[0])
        if stem in taken:
            stem += "_" + hashlib.sha256(repr(key).encode()).hexdigest()[:6]
        taken.add(stem)
        found.append(_benchmark(stem, members))
    return found


def _benchmark(stem: str, cases: list[Case]) -> Benchmark:
    fields = [_parameters(case) for case in cases]
    names = [name for name in dict.fromkeys(name for each in fields for name in each) if _is_said(name, fields)]
    rows = [tuple(repr(each.get(name)) for name in names) for each in fields]
    values = tuple(tuple(dict.fromkeys(column)) for column in zip(*rows, strict=True))
    if len(set(rows)) < len(rows) or prod(map(len, values)) > MOST_COMBINATIONS:
        labels = tuple(repr(case.label()) for case in cases)
        return Benchmark(
            stem, (LABEL,), (labels,), {(label,): case.id for label, case in zip(labels, cases, strict=True)}
        )
    return Benchmark(stem, tuple(names), values, {row: case.id for row, case in zip(rows, cases, strict=True)})


def _parameters(case: Case) -> dict[str, Scalar]:
    unsaid = (*NO_PARAMETERS, *(OF_ASV_WORKLOAD if case.workload == ASV_WORKLOAD else ()))
    return {name: value for name, value in case.fields().items() if name not in unsaid}


def _is_said(name: str, fields: list[dict[str, Scalar]]) -> bool:
    return name not in UNSAID or any(each.get(name) != UNSAID[name] for each in fields)


def _stem(case: Case) -> str:
    """`flights.sklearn_Ridge_saga.loky`: asv's pages fold names at the dots."""
    said = (case.workload_title, case.solver_title, case.backend)
    return ".".join(_word(part) for part in said if part is not None)


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")[:60] or "unnamed"
