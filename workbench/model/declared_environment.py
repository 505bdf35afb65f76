"""An environment as a plug-in declares it. Alone in its file: a trial that needs it imports nothing else for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Tuple


@dataclass(frozen=True)
class DeclaredEnvironment:
    """The environment that a plug-in brings along, as a suite's `[environments.NAME]` would say it.

    `requirements` are names with versions (PEP 508), `python` an interpreter's version, path or name (`""`: the one
    that runs workbench), `needs` what the machine must have beside packages (workbench.contracts.needs). All plug-ins
    that name one environment say the same of it.
    """

    name: str
    requirements: Tuple[str, ...]
    python: str = ""
    needs: Tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    options: Tuple[str, ...] = ()
