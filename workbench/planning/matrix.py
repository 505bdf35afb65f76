"""`matrix` of an environment: versions and variables that multiply it (as asv's does)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.planning.complaints import shown
from workbench.planning.requirements import project, required_version
from workbench.planning.tables import Table
from workbench.planning.variables import read_variables

MOST = 64
_VARIABLES = "variables"


@dataclass(frozen=True)
class Variant:
    """One environment of a matrix: what is added to its name and to what the table says for all of them."""

    suffix: str
    values: Mapping[str, str] = field(default_factory=dict)
    """Kind of environment → its value: `python` → `3.11`."""
    requirements: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


def read_matrix(table: Table, kinds: tuple[str, ...], requirements: tuple[str, ...]) -> tuple[Variant, ...]:
    """The variants of the table's `matrix`, in the order of its lists; one without a suffix where it has none.

    `kinds` are the keys that name interpreters. `requirements` is what the table itself asks for.
    """
    matrix = table.table("matrix")
    if matrix is None:
        return (Variant(""),)
    taken = {project(requirement) for requirement in requirements}
    axes = [_axis(matrix, key, taken) for key in matrix.values if key not in (*kinds, _VARIABLES)]
    axes += _variables(matrix)
    axes += [_kind(matrix, table, key) for key in kinds if key in matrix]
    variants = [_merged(each) for each in itertools.islice(itertools.product(*axes), MOST + 1)]
    if len(variants) > MOST:
        table.complaints.add(
            table.at("matrix"), "the matrix makes more than %d environments" % MOST, "shorten its lists"
        )
    elif len({variant.suffix for variant in variants}) < len(variants):
        table.complaints.add(table.at("matrix"), "two environments of the matrix would have the same name")
    else:
        return tuple(variants)
    return ()


def _axis(matrix: Table, key: str, taken: set[str]) -> list[Variant]:
    """The versions of one package."""
    if project(key) in taken:
        matrix.complaints.add(
            matrix.at(key), "%s stands in `requirements` and in `matrix`" % shown(key), "leave it in one of them"
        )
    found = []
    for version in matrix.texts(key):
        requirement = required_version(key, version.strip())
        if requirement is None:
            matrix.complaints.add(
                matrix.at(key),
                "%s of %s is not a version" % (shown(version), shown(key)),
                'write it like "1.5" (any release of 1.5), "==1.5.2" or ">=1.5,<1.7"',
            )
        else:
            found.append(Variant(_in_a_name(version), requirements=(requirement,)))
    return found


def _variables(matrix: Table) -> Iterator[list[Variant]]:
    inner = matrix.table(_VARIABLES)
    for name in inner.values if inner is not None else ():
        assert inner is not None
        values = inner.values[name] if isinstance(inner.values[name], list) else [inner.values[name]]
        read = (read_variables(Table({name: value}, inner.path, inner.complaints)) for value in values)
        yield [Variant(_in_a_name("%s-%s" % (name, found[name])), variables=found) for found in read if name in found]


def _kind(matrix: Table, table: Table, key: str) -> list[Variant]:
    if key in table:
        matrix.complaints.add(
            matrix.at(key), "%s stands beside `matrix` as well" % shown(key), "leave it in one of them"
        )
    short = "py" if key == "python" else key
    return [Variant(short + _in_a_name(value), values={key: value}) for value in matrix.texts(key)]


def _in_a_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._]+", "-", text.removeprefix("python")).strip("-.")


def _merged(variants: tuple[Variant, ...]) -> Variant:
    return Variant(
        "".join("-" + variant.suffix for variant in variants),
        {key: value for variant in variants for key, value in variant.values.items()},
        tuple(requirement for variant in variants for requirement in variant.requirements),
        {name: value for variant in variants for name, value in variant.variables.items()},
    )
