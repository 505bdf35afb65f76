"""Plug-ins by name: ours (a file in their room), third parties' (an entry point), a user's (`./mine.py:Mine`).

A module is imported only when it is asked for, except by `names`, which reads a whole room; that is cheap
because a plug-in module's top level keeps to the standard library. A module of a room whose name starts with
an underscore is what its plug-ins share, not one of them.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Any, Dict, Optional, Tuple

from workbench.contracts import (
    Backend,
    CeilingTest,
    Cluster,
    Counter,
    Environment,
    Exporter,
    Importer,
    Law,
    Probe,
    Profiler,
    Solver,
    Workload,
)
from workbench.errors import PluginError
from workbench.model.plan import PluginReference

CONTRACTS: Dict[str, type] = {
    "workload": Workload,
    "solver": Solver,
    "backend": Backend,
    "cluster": Cluster,
    "probe": Probe,
    "environment": Environment,
    "law": Law,
    "ceiling": CeilingTest,
    "exporter": Exporter,
    "importer": Importer,
    "profiler": Profiler,
    "counter": Counter,
}
ENTRY_POINT_GROUP = "workbench.%ss"


class UnknownPlugin(PluginError):
    """No plug-in of that kind has that name. `known` are the names there are."""

    def __init__(self, kind: str, name: str, known: Tuple[str, ...]) -> None:
        super().__init__("unknown %s %r" % (kind, name))
        self.known = known


def split_variant(name: str) -> Tuple[str, Optional[str]]:
    """`sklearn.Ridge[saga]` → (`sklearn.Ridge`, `saga`); without brackets the variant is None."""
    if name.endswith("]") and "[" in name:
        base, _, variant = name[:-1].partition("[")
        return base, variant
    return name, None


def catalogue(kind: str) -> Dict[str, PluginReference]:
    """Every plug-in of a kind that ships with us or is installed, by name.

    Raises PluginError, naming the module, for one that can't be imported or breaks its contract.
    """
    found: Dict[str, PluginReference] = {}
    for module, attribute in _shipped(kind) + _installed(kind):
        name = _load(kind, module, attribute).name
        if not name:
            raise PluginError("%s %s:%s has no name" % (kind, module, attribute))
        if name in found:
            raise PluginError("two %ss are called %r: %s and %s" % (kind, name, found[name].module, module))
        found[name] = PluginReference(kind, name, module, attribute)
    return found


def resolve(kind: str, name: str) -> PluginReference:
    """Where the plug-in `name` is; a user's file is not opened. Raises UnknownPlugin."""
    base, variant = split_variant(name)
    if is_path(base):
        path, _, attribute = base.rpartition(":")
        stem = os.path.splitext(os.path.basename(path))[0]
        return PluginReference(kind, name, stem.replace("-", "_"), attribute, os.path.abspath(path), variant)
    known = catalogue(kind)
    if base not in known:
        raise UnknownPlugin(kind, name, tuple(known))
    return PluginReference(kind, name, known[base].module, known[base].attribute, None, variant)


def is_path(name: str) -> bool:
    """Whether a plug-in's name points into a file: `./mine.py:Mine`."""
    path, colon, _ = name.rpartition(":")
    return bool(colon) and path.endswith(".py")


def load(reference: PluginReference) -> Any:
    """The class (or, for a user's file, the plain function) a reference points to.

    Raises PluginError with the reason where the module can't be imported or lacks the attribute.
    """
    return _load(reference.kind, reference.module, reference.attribute, checked=reference.path is None)


def _load(kind: str, module: str, attribute: str, checked: bool = True) -> Any:
    try:
        plugin = getattr(importlib.import_module(module), attribute)
    except Exception as error:
        raise PluginError(
            "%s %s:%s is broken: %s: %s" % (kind, module, attribute, type(error).__name__, error)
        ) from error
    if checked and not (isinstance(plugin, type) and issubclass(plugin, CONTRACTS[kind])):
        raise PluginError("%s:%s is not a %s (see workbench.contracts)" % (module, attribute, CONTRACTS[kind].__name__))
    return plugin


def _shipped(kind: str) -> list[tuple[str, str]]:
    room = importlib.import_module("workbench." + ("laws" if kind == "law" else kind + "s"))
    modules = [found.name for found in pkgutil.iter_modules(room.__path__) if not found.name.startswith("_")]
    return [(room.__name__ + "." + name, "PLUGIN") for name in modules]


def _installed(kind: str) -> list[tuple[str, str]]:
    from importlib.metadata import entry_points

    group = ENTRY_POINT_GROUP % kind
    if sys.version_info >= (3, 10):
        points = list(entry_points(group=group))
    else:
        points = list(entry_points().get(group, ()))
    return [(point.value.partition(":")[0], point.value.partition(":")[2]) for point in points]


__all__ = ["CONTRACTS", "UnknownPlugin", "catalogue", "is_path", "load", "resolve", "split_variant"]
