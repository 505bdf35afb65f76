"""workbench: measure, observe and explain how machine learning scales.

In a notebook: `workbench.run(...)`; laws alone: `from workbench.analysis import fit`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "run"]

if TYPE_CHECKING:
    from workbench.sessions.notebook import run


def __getattr__(name: str) -> Any:
    """`workbench.run`, imported when asked for: the child imports this package too, and has none of it."""
    if name != "run":
        raise AttributeError("module 'workbench' has no attribute %r" % name)
    return importlib.import_module("workbench.sessions.notebook").run
