"""What the measured calls tell of themselves beside their time: steps, bytes moved, percentiles of latency."""

from __future__ import annotations

import math
import numbers
import re
from typing import Any, Dict, List

LONGEST_NAME = 60
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class ToldFigures:
    """Collects figures call by call: `begin` before each measured call, `end` after it. A warm-up's are not kept."""

    def __init__(self) -> None:
        self._call: Dict[str, float] = {}
        self._calls: Dict[str, List[float]] = {}

    def begin(self) -> None:
        """Forget what was told since the last measured call."""
        self._call = {}

    def tell(self, name: str, value: Any) -> None:
        """Take one figure of the running call. Raises ValueError, with what is allowed."""
        if not isinstance(name, str) or len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
            raise ValueError(
                "%.80r can't name a figure: lower-case words joined by _, at most %d characters, such as moved_bytes"
                % (name, LONGEST_NAME)
            )
        if not isinstance(value, numbers.Real) or not math.isfinite(value):
            raise ValueError("the figure %s is %.80r; it must be a finite number" % (name, value))
        self._call[name] = int(value) if isinstance(value, numbers.Integral) else float(value)

    def end(self) -> None:
        """Keep what the measured call told."""
        for name, value in self._call.items():
            self._calls.setdefault(name, []).append(value)
        self._call = {}

    def facts(self) -> Dict[str, Any]:
        """`figures`: name → its values, one a measured call that told it; nothing where none did."""
        return {"figures": self._calls} if self._calls else {}
