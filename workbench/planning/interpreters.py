"""Reading `[environments.X]` and finding the interpreter each of them means."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping

from workbench import registry
from workbench.errors import ConfigurationError, PluginError
from workbench.planning.complaints import Complaints, listed, shown
from workbench.planning.plugins import Plugins
from workbench.planning.requests import CaseRequest, EnvironmentRequest
from workbench.planning.tables import Table

DEFAULT_ENVIRONMENT = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def read_environments(table: Table | None, plugins: Plugins) -> dict[str, EnvironmentRequest]:
    """Name → what its table asks for. The table's one key says which kind of environment it is."""
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
            inner.allow(kinds, "[environments.%s]" % name)
            kind = inner.one_of(kinds, "[environments.%s]" % name)
            value = None if kind is None else inner.text(kind)
            if kind is not None and value is not None:
                found[name] = EnvironmentRequest(kind, value, inner.at(kind))
    return found


def find_interpreters(
    wanted: Mapping[str, EnvironmentRequest], plugins: Plugins, folder: str, complaints: Complaints
) -> dict[str, str]:
    """Name → absolute path of the interpreter; those that can't be found are complained about and left out."""
    found = {DEFAULT_ENVIRONMENT: sys.executable}
    for name, request in wanted.items():
        environment = registry.load(plugins.catalogue("environment")[request.kind])()
        try:
            found[name] = environment.interpreter(_from_folder(request.value, folder))
        except ConfigurationError as error:
            complaints.adopt(request.at, error)
        except PluginError as error:
            complaints.add(request.at, str(error), error.remedy)
    return found


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
