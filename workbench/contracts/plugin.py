"""What every kind of plug-in shares."""

from __future__ import annotations

import importlib.util
from typing import Mapping, Optional


class Plugin:
    """What every kind shares.

    `name` is what a suite calls it. `requires` maps each module it imports to the command that brings it.
    """

    name = ""
    requires: Mapping[str, str] = {}

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Why this can't run in this interpreter and what would mend it; None when it can."""
        for module, command in cls.requires.items():
            if importlib.util.find_spec(module) is None:
                return "needs %s: %s" % (module, command)
        return None
