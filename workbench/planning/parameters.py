"""Holding the parameters a suite sets against those a plug-in has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from workbench.model.case import Scalar
from workbench.model.description import Description
from workbench.planning.complaints import Complaints, listed, shown, written
from workbench.planning.positions import Path
from workbench.planning.requests import Choices
from workbench.planning.tables import as_scalar

_TYPE_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def check_choices(
    choices: Choices,
    description: Description,
    owner: str,
    at: Path,
    complaints: Complaints,
    elsewhere: str | None = None,
) -> dict[str, tuple[Scalar, ...]]:
    """The choices, each value in the type of its parameter's default; complains about names and types.

    `elsewhere` says where a parameter belongs that the plug-in doesn't have.
    """
    checked = {}
    for name, values in choices.items():
        if name in description.parameters:
            default = description.parameters[name]
            converted = [_convert(value, default) for value in values]
            for value, kept in zip(values, converted, strict=True):
                if kept is None:
                    _complain(name, value, default, owner, (*at, name), complaints)
            checked[name] = tuple(value for value in converted if value is not None)
        elif description.any_parameters:
            checked[name] = values
        else:
            known = listed(sorted(description.parameters))
            remedy = None if elsewhere is None else "allowed: %s; %s" % (known, elsewhere)
            complaints.unknown((*at, name), "parameter of %s" % shown(owner), name, description.parameters, remedy)
    return checked


def combinations(choices: Choices) -> Iterator[dict[str, Scalar]]:
    """Every way to take one value of each parameter, the last one varying fastest."""
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def with_defaults(parameters: Mapping[str, Scalar], description: Description) -> dict[str, Scalar]:
    """The parameters and, for those left out, the defaults: what a workload's data depends on."""
    defaults = {name: value for name, value in description.parameters.items() if as_scalar(value) is not None}
    return {**defaults, **parameters}


def without_defaults(parameters: Mapping[str, Scalar], description: Description) -> dict[str, Scalar]:
    """The parameters that differ from a solver's defaults: its defaults are its code."""
    return {name: value for name, value in parameters.items() if not _is_default(value, name, description)}


def _is_default(value: Scalar, name: str, description: Description) -> bool:
    return name in description.parameters and description.parameters[name] == value


def _convert(value: Scalar, default: Any) -> Scalar | None:
    if type(default) is float and type(value) is int:
        return float(value)
    return value if default is None or type(value) is type(default) else None


def _complain(name: str, value: Scalar, default: Any, owner: str, at: Path, complaints: Complaints) -> None:
    allowed = _TYPE_WORDS.get(type(default), "a value like %s" % written(default))
    complaints.add(
        at,
        "parameter `%s` of %s is %s; allowed: %s (its default is %s)"
        % (name, shown(owner), written(value), allowed, written(default)),
    )
