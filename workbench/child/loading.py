"""From a reference on the wire to the plug-in, in the child's own interpreter."""

from __future__ import annotations

import importlib
from typing import Any, Mapping


def import_plugin(reference: Mapping[str, Any]) -> Any:
    """The class a reference points to; a user's plain function comes back as a workload class.

    Raises whatever the import raises, and AttributeError where the module lacks the name.
    """
    module = importlib.import_module(reference["module"])
    try:
        plugin = getattr(module, reference["attribute"])
    except AttributeError:
        own = (name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)
        names = sorted(name for name in own if not name.startswith("_"))
        raise AttributeError(
            "%s has no %r; it has %s"
            % (reference["path"] or module.__name__, reference["attribute"], ", ".join(names) or "none")
        ) from None
    if isinstance(plugin, type) or not callable(plugin):
        return plugin
    if reference["kind"] != "workload":
        raise TypeError("%s is a function; a %s must be a class" % (reference["name"], reference["kind"]))
    return importlib.import_module("workbench.workloads._function").wrap(plugin)
