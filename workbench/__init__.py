"""workbench: measure, observe and explain how machine learning scales."""

from __future__ import annotations

__version__ = "0.1.0"
