"""Reading `[environments.X]` and finding the interpreter each of them means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workbench import registry
from workbench.contracts import NoInterpreter, missing_need
from workbench.errors import ConfigurationError, PluginError, WorkbenchError
from workbench.model.plan import EnvironmentSpec
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.matrix import read_matrix
from workbench.planning.plugins import Plugins
from workbench.planning.requests import CaseRequest, EnvironmentRequest
from workbench.planning.requirements import read_needs, read_options, read_requirements
from workbench.planning.tables import Table
from workbench.planning.variables import read_variables

DEFAULT_ENVIRONMENT = "default"
_DEFAULT_KIND = "python"
"""The kind of an environment that names no interpreter: ours, with variables or packages of its own."""
_BESIDE = ("requirements", "options", "variables", "needs", "matrix")
"""What may stand beside the key that says which interpreter. All but `options` may stand without one."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True)
class Declared:
    """The environments of a suite by name. `groups` maps the name of one with a matrix to those it multiplies to."""

    requests: Mapping[str, EnvironmentRequest] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """Every name that stands in the suite, also of one that was complained about."""

    def spread(self, case: CaseRequest) -> CaseRequest:
        """The block with every environment of a matrix that it names."""
        named = [each for name in case.environments for each in self.groups.get(name, (name,))]
        return replace(case, environments=tuple(dict.fromkeys(named)))


def read_environments(table: Table | None, plugins: Plugins) -> Declared:
    """What each table asks for. Beside the keys all kinds share, its one key says which kind it is."""
    if table is None:
        return Declared()
    kinds = tuple(sorted(plugins.catalogue("environment")))
    requests: dict[str, EnvironmentRequest] = {}
    groups = {}
    for name in table.values:
        inner = table.table(name)
        if name == DEFAULT_ENVIRONMENT or not _NAME.fullmatch(name):
            _refuse_name(table, name)
        elif inner is not None:
            found = _read(name, inner, kinds)
            _check_made_names(table, name, found, requests)
            requests.update(found)
            if "matrix" in inner:
                groups[name] = tuple(found)
    return Declared(requests, groups, tuple(table.values))


def _read(name: str, table: Table, kinds: tuple[str, ...]) -> dict[str, EnvironmentRequest]:
    """Name → what is asked for: one environment, or all of a matrix."""
    where = "[environments.%s]" % name
    table.allow((*kinds, *_BESIDE), where)
    requirements, options, needs = read_requirements(table), read_options(table), read_needs(table)
    variables = read_variables(table.table("variables"))
    variants = read_matrix(table, kinds, requirements)
    kind, value = _kind(table, kinds, where)
    if kind is None or value is None:
        return {}
    if options and not any(requirements + variant.requirements for variant in variants):
        table.complaints.add(
            table.at("options"), "`options` are for installing, and nothing is required", 'add requirements = ["…"]'
        )
    found = {}
    for variant in variants:
        kind_there, value_there = next(iter(variant.values.items()), (kind, value))
        found[name + variant.suffix] = EnvironmentRequest(
            kind_there,
            value_there,
            table.at("matrix" if variant.values else kind),
            {**variables, **variant.variables},
            requirements + variant.requirements,
            options,
            needs,
        )
    return found


def _kind(table: Table, kinds: tuple[str, ...], where: str) -> tuple[str | None, str | None]:
    """Which plug-in finds the interpreter, and what it is told; nothing, after complaining, where that is missing."""
    alone = any(table.values.get(key) for key in _BESIDE if key != "options")
    if alone and not any(kind in table for kind in kinds):
        return _DEFAULT_KIND, ""
    kind = table.one_of(kinds, where)
    return kind, None if kind is None else table.text(kind)


def _refuse_name(table: Table, name: str) -> None:
    table.complaints.add(
        table.at(name),
        "an environment can't be called %s" % shown(name),
        "use letters, digits, `.`, `-` and `_`, 40 at most; `default` is the interpreter that runs workbench",
    )


def _check_made_names(table: Table, name: str, found: Iterable[str], known: Iterable[str]) -> None:
    """What a matrix calls its environments must be a name, and nobody else's."""
    taken = {*known, *table.values} - {name}
    for made in found:
        if not _NAME.fullmatch(made):
            table.complaints.add(
                (*table.at(name), "matrix"),
                "the matrix would make an environment called %s" % shown(made),
                "names have at most 40 characters: shorten %s" % shown(name),
            )
        elif made in taken:
            table.complaints.add((*table.at(name), "matrix"), "two environments would be called %s" % shown(made))


def find_environments(
    wanted: Mapping[str, EnvironmentRequest], plugins: Plugins, folder: str, complaints: Complaints
) -> dict[str, EnvironmentSpec]:
    """Name → what was found. One that this machine lacks says so; a misspelt one is complained about and left out."""
    found = {}
    for name, request in wanted.items():
        try:
            found[name] = _find(name, request, plugins, folder)
        except ConfigurationError as error:
            complaints.adopt(request.at, error)
        except PluginError as error:
            complaints.add(request.at, str(error), error.remedy)
    return found


def unbuilt(suite: str, environments: Mapping[str, EnvironmentSpec]) -> Mapping[str, EnvironmentSpec]:  # noqa: ARG001
    """Where nobody builds, what would have to be built can't be used."""
    said = "environment %s: it is not built: workbench env build SUITE"
    return {
        name: replace(spec, interpreter="", unavailable=spec.unavailable or said % name) if spec.requirements else spec
        for name, spec in environments.items()
    }


def _find(name: str, request: EnvironmentRequest, plugins: Plugins, folder: str) -> EnvironmentSpec:
    interpreter, unavailable = "", _missing_needs(request)
    if request.value and unavailable is None:
        environment = registry.load(plugins.catalogue("environment")[request.kind])
        unavailable = environment.unavailable()
        if unavailable is None:
            try:
                interpreter = environment().interpreter(_from_folder(request.value, folder))
            except NoInterpreter as error:
                unavailable = _sentence(error)
    reason = None if unavailable is None else "environment %s: %s" % (name, unavailable)
    return EnvironmentSpec(
        request.kind,
        request.value,
        interpreter,
        request.variables,
        reason,
        request.requirements,
        request.options,
        request.needs,
        base_interpreter=interpreter if request.requirements else "",
    )


def _missing_needs(request: EnvironmentRequest) -> str | None:
    missing = [missing_need(need, request.variables) for need in request.needs]
    return "; ".join(filter(None, missing)) or None


def check_names(cases: Iterable[CaseRequest], declared: Declared, complaints: Complaints) -> None:
    """Complain about every environment that a block names and nobody declares."""
    known = {DEFAULT_ENVIRONMENT, *declared.names, *declared.requests}
    for case in cases:
        for name in case.environments:
            if name not in known:
                complaints.unknown(
                    (*case.at, "environments"),
                    "environment",
                    name,
                    known,
                    'there are %s; declare it: [environments.%s] python = "3.9"' % (listed(sorted(known)), name),
                )


def _from_folder(value: str, folder: str) -> str:
    """A relative path starts from the suite's folder; a bare name or a version is left as it is."""
    expanded = os.path.expanduser(value)
    return os.path.join(folder, expanded) if os.sep in expanded else expanded


def _sentence(error: WorkbenchError) -> str:
    return str(error) if error.remedy is None else "%s: %s" % (error, error.remedy)
