"""A finding: one plain sentence that a measurement supports, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

SEVERITIES = ("info", "warning", "error")


@dataclass(frozen=True)
class Finding:
    """`code` is stable and machine-readable (`oversubscribed`); `case_ids` are the cases it speaks of."""

    severity: str
    code: str
    message: str
    remedy: Optional[str] = None
    case_ids: Tuple[str, ...] = ()
