"""Reading `[environments.X]` and finding the interpreter each of them means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from workbench import registry
from workbench.contracts import NoInterpreter
from workbench.errors import ConfigurationError, PluginError, WorkbenchError
from workbench.model.plan import EnvironmentSpec
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.plugins import Plugins
from workbench.planning.requests import CaseRequest, EnvironmentRequest
from workbench.planning.tables import Table
from workbench.planning.variables import read_variables

DEFAULT_ENVIRONMENT = "default"
_DEFAULT_KIND = "python"
"""The kind of an environment that names no interpreter: ours, with variables of its own."""
_VARIABLES = "variables"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def read_environments(table: Table | None, plugins: Plugins) -> dict[str, EnvironmentRequest]:
    """Name → what its table asks for. Beside `variables`, the table's one key says which kind it is."""
    if table is None:
        return {}
    kinds = sorted(plugins.catalogue("environment"))
    found = {}
    for name in table.values:
        inner = table.table(name)
        if name == DEFAULT_ENVIRONMENT or not _NAME.fullmatch(name):
            table.complaints.add(
                table.at(name),
                "an environment can't be called %s" % shown(name),
                "use letters, digits, `.`, `-` and `_`; `default` is the interpreter that runs workbench",
            )
        elif inner is not None:
            request = _read(inner, kinds, "[environments.%s]" % name)
            if request is not None:
                found[name] = request
    return found


def _read(table: Table, kinds: list[str], where: str) -> EnvironmentRequest | None:
    table.allow((*kinds, _VARIABLES), where)
    variables = read_variables(table.table(_VARIABLES))
    if variables and not any(kind in table for kind in kinds):
        return EnvironmentRequest(_DEFAULT_KIND, "", table.path, variables)
    kind = table.one_of(kinds, where)
    value = None if kind is None else table.text(kind)
    return None if kind is None or value is None else EnvironmentRequest(kind, value, table.at(kind), variables)


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


def _find(name: str, request: EnvironmentRequest, plugins: Plugins, folder: str) -> EnvironmentSpec:
    interpreter, unavailable = "", None
    if request.value:
        environment = registry.load(plugins.catalogue("environment")[request.kind])
        unavailable = environment.unavailable()
        if unavailable is None:
            try:
                interpreter = environment().interpreter(_from_folder(request.value, folder))
            except NoInterpreter as error:
                unavailable = _sentence(error)
    reason = None if unavailable is None else "environment %s: %s" % (name, unavailable)
    return EnvironmentSpec(request.kind, request.value, interpreter, request.variables, reason)


def check_names(cases: Iterable[CaseRequest], declared: Iterable[str], complaints: Complaints) -> None:
    """Complain about every environment that a block names and nobody declares."""
    known = {DEFAULT_ENVIRONMENT, *declared}
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
