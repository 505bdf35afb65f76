"""Counting the instructions of the measured calls, in the launch itself."""

from __future__ import annotations

import os
import resource
from typing import Any, Dict, Mapping, Optional, Tuple

from workbench.child.descendants import has_child
from workbench.child.loading import import_plugin

OTHER_PROCESSES = "it works in more than one process, and instructions are counted of one"


class Counted:
    """`with counted:` around each measured call. Without an order (None) it does nothing.

    `order` holds the counter's `plugin` and its `output`. What a call hands to other processes would not be in the
    count: then `facts` says so, and the count is none.
    """

    def __init__(self, order: Optional[Mapping[str, Any]]) -> None:
        self._counter: Any = None
        self._children = (0.0, 0)
        self._others = False
        if order is not None:
            self._counter = import_plugin(order["plugin"])(order["output"])
            self._counter.open()

    def __enter__(self) -> None:
        if self._counter is not None:
            self._children = _ended_children()
            self._counter.begin()

    def __exit__(self, *error: object) -> None:
        if self._counter is not None:
            self._counter.end()
            self._others = self._others or _ended_children() != self._children or has_child(os.getpid())

    def facts(self) -> Dict[str, str]:
        """`instructions_unavailable` where the count is not of all the work."""
        return {"instructions_unavailable": OTHER_PROCESSES} if self._others else {}


def _ended_children() -> Tuple[float, int]:
    """What waited-for children have used: it grows whenever one more has ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime, usage.ru_minflt
