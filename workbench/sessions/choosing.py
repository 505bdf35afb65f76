"""A plug-in by the name a person gave it."""

from __future__ import annotations

from typing import Any, Optional

from workbench.errors import WorkbenchError
from workbench.registry import UnknownPlugin, load, resolve


def choose(kind: str, name: str, use: str) -> Any:
    """The plug-in of that kind and name, made; `use` completes "NAME can't be …".

    Raises PluginError, with the names there are, for an unknown one, WorkbenchError for one that can't run here.
    """
    try:
        plugin = load(resolve(kind, name))
    except UnknownPlugin as unknown:
        unknown.remedy = f"there are: {', '.join(sorted(unknown.known))}"
        raise
    reason: Optional[str] = plugin.unavailable()
    if reason is not None:
        raise WorkbenchError(f"{name} can't be {use}: {reason}")
    return plugin()
