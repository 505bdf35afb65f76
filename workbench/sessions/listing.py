"""The catalogue: every plug-in there is, whether it can run here, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from workbench.contracts import missing_need
from workbench.contracts.devices import CardsHere
from workbench.model.device import CPU
from workbench.registry import CONTRACTS, catalogue, load

SHOWN = ("workload", "solver", "backend", "exporter", "importer")


@dataclass(frozen=True)
class Entry:
    """One plug-in. `about` is the first line of its docstring; `unavailable` why it can't run here.

    `environment` says what is built for it when it is first used, where it brings its own.
    """

    kind: str
    name: str
    about: str
    module: str
    unavailable: Optional[str] = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variants: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    environment: Optional[str] = None


def list_plugins(kinds: tuple[str, ...] = tuple(CONTRACTS)) -> tuple[Entry, ...]:
    """Every plug-in of these kinds, by kind and name. Raises PluginError for a broken one."""
    cards = CardsHere()
    return tuple(
        _entry(kind, name, load(reference), reference.module, cards)
        for kind in kinds
        for name, reference in sorted(catalogue(kind).items())
    )


def _entry(kind: str, name: str, plugin: Any, module: str, cards: CardsHere) -> Entry:
    task = getattr(plugin, "task", None)
    tasks = getattr(plugin, "tasks", ()) or ((task,) if isinstance(task, str) else ())
    return Entry(
        kind=kind,
        name=name,
        about=(plugin.__doc__ or "").strip().partition("\n")[0],
        module=module,
        unavailable=_unavailable(plugin, cards),
        parameters=dict(getattr(plugin, "parameters", {})) if kind in ("workload", "solver") else {},
        variants=tuple(getattr(plugin, "variants", ())),
        tasks=tuple(tasks),
        environment=_environment(plugin),
    )


def _unavailable(plugin: Any, cards: CardsHere) -> Optional[str]:
    """Of one that brings its environment, what the machine itself lacks; else what our interpreter lacks."""
    kinds = getattr(plugin, "devices", (CPU,))
    no_card = None if CPU in kinds else cards.missing(kinds[0])
    if no_card is not None:
        return no_card
    declared = getattr(plugin, "environment", None)
    if declared is None:
        reason: Optional[str] = plugin.unavailable()
        return reason
    missing = [missing_need(need, declared.variables) for need in declared.needs]
    return "; ".join(filter(None, missing)) or None


def _environment(plugin: Any) -> Optional[str]:
    declared = getattr(plugin, "environment", None)
    if declared is None:
        return None
    python = f"Python {declared.python}, " if declared.python else ""
    return f"{declared.name}: {python}{', '.join(declared.requirements)}"
