"""Names in a suite → where the plug-ins are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from workbench import registry
from workbench.contracts import Backend
from workbench.errors import Complaint, ConfigurationError, PluginError
from workbench.model.plan import PluginReference
from workbench.planning.complaints import shown

_ALWAYS_IMPORTED = ("joblib", "numpy", "sklearn", "threadpoolctl", "workbench")


class Plugins(Protocol):
    """What there is to choose from."""

    def catalogue(self, kind: str) -> Mapping[str, PluginReference]:
        """Every plug-in of a kind by name. Raises PluginError for a broken one."""

    def solvers_of(self, task: str | None) -> tuple[str, ...]:
        """The names of the solvers that do a task."""

    def placing_backends(self) -> tuple[str, ...]:
        """The names of the backends on which a solver can place data."""

    def modules(self) -> frozenset[str]:
        """The top-level modules that plug-ins import: names that a user's file must not take."""


class RegisteredPlugins:
    """The plug-ins of the registry; each room is read once."""

    def __init__(self) -> None:
        self._catalogues: dict[str, Mapping[str, PluginReference]] = {}

    def catalogue(self, kind: str) -> Mapping[str, PluginReference]:
        """Every plug-in of a kind by name. Raises PluginError for a broken one."""
        if kind not in self._catalogues:
            self._catalogues[kind] = registry.catalogue(kind)
        return self._catalogues[kind]

    def solvers_of(self, task: str | None) -> tuple[str, ...]:
        """The names of the solvers that do a task."""
        solvers = self.catalogue("solver").values()
        return tuple(sorted(solver.name for solver in solvers if task in registry.load(solver).tasks))

    def placing_backends(self) -> tuple[str, ...]:
        """The names of the backends on which a solver can place data."""
        backends = self.catalogue("backend").values()
        return tuple(sorted(each.name for each in backends if registry.load(each).placing is not Backend.placing))

    def modules(self) -> frozenset[str]:
        """The top-level modules that plug-ins import: names that a user's file must not take."""
        plugins = [registry.load(found) for kind in ("workload", "solver", "backend") for found in self._all(kind)]
        required = {module.partition(".")[0] for plugin in plugins for module in plugin.requires}
        return frozenset(required.union(_ALWAYS_IMPORTED))

    def _all(self, kind: str) -> tuple[PluginReference, ...]:
        return tuple(self.catalogue(kind).values())


def find_plugin(plugins: Plugins, kind: str, name: str, folder: str) -> PluginReference:
    """Where the plug-in `name` is; a user's file is looked for from `folder`.

    Raises registry.UnknownPlugin for a name that nobody has, PluginError for a broken plug-in, and
    ConfigurationError for a user's file that isn't there or can't be imported under its name.
    """
    base, variant = registry.split_variant(name)
    if _looks_like_file(base):
        return _users_file(plugins, kind, name, folder)
    known = plugins.catalogue(kind)
    if base not in known:
        raise registry.UnknownPlugin(kind, name, tuple(known))
    return replace(known[base], name=name, variant=variant)


def _looks_like_file(name: str) -> bool:
    return registry.is_path(name) or name.endswith(".py") or os.sep in name


def _users_file(plugins: Plugins, kind: str, name: str, folder: str) -> PluginReference:
    base, _ = registry.split_variant(name)
    if not registry.is_path(base):
        raise _refusal("%s names a file, but nothing in it" % shown(name), 'write it as "./mine.py:Name"')
    path, _, attribute = base.rpartition(":")
    if not attribute.isidentifier():
        raise _refusal("%s is not the name of a class or function" % shown(attribute), 'write it as "./mine.py:Name"')
    resolved = os.path.abspath(os.path.join(folder, os.path.expanduser(path)))
    if not os.path.isfile(resolved):
        raise _refusal("there is no file %s (looked at %s)" % (shown(path), shown(resolved)), None)
    reference = replace(registry.resolve(kind, "%s:%s" % (resolved, attribute)), name=name)
    _check_module_name(plugins, reference)
    return replace(reference, variant=registry.split_variant(name)[1])


def _check_module_name(plugins: Plugins, reference: PluginReference) -> None:
    """The file is imported under its own name, so that name must be free in the child and in every worker."""
    module = reference.module
    rename = "rename the file, for instance to my_%s.py" % "".join(c if c.isalnum() else "_" for c in module)
    if not module.isidentifier():
        raise _refusal("%s can't be imported: its name is not a Python name" % shown(reference.name), rename)
    if module in sys.stdlib_module_names:
        raise _refusal("%s would shadow Python's own module `%s`" % (shown(reference.name), module), rename)
    if module in plugins.modules():
        raise _refusal("%s would shadow the package `%s`" % (shown(reference.name), module), rename)


def _refusal(message: str, remedy: str | None) -> ConfigurationError:
    return ConfigurationError([Complaint(message, remedy=remedy)])


__all__ = ["PluginError", "Plugins", "RegisteredPlugins", "find_plugin"]
