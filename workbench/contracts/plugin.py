"""What every kind of plug-in shares."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Mapping, Optional

if TYPE_CHECKING:
    from workbench.model.declared_environment import DeclaredEnvironment


class Plugin:
    """What every kind shares.

    `name` is what a suite calls it. `requires` maps each module it imports to the command that brings it. A workload,
    solver or backend with an `environment` runs in that one wherever a suite names none: it is built when first used.
    """

    name = ""
    environment: Optional[DeclaredEnvironment] = None
    requires: Mapping[str, str] = {}

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Why this can't run in this interpreter and what would mend it; None when it can."""
        for module, command in cls.requires.items():
            if importlib.util.find_spec(module) is None:
                return "needs %s: %s" % (module, command)
        return None
