"""Waiting of a known serial fraction: the tool checks itself with it."""

from __future__ import annotations

import time
from typing import Any, Optional

from workbench.contracts import Context, Workload
from workbench.workloads._refusing import refuse

WORKER_COUNTS = (1, 2, 4, 8)


class Waiting(Workload):
    """Waits `serial_fraction` × `seconds`, then hands out `chunks` equal waits for the rest, as on a remote store.

    No CPU is used, so it shows a real curve at 1 to 8 workers on any machine. The serial fraction is known as
    that of the waits asked for: a sleep overshoots by about 0.1 ms, which shifts it by less than 0.001 at the
    defaults, and what a backend takes to hand out work comes on top, as it does for any workload.
    """

    name = "waiting"
    parameters = {"seconds": 1.0, "serial_fraction": 0.05, "chunks": 64}

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = []
        if not 0 < self.values["seconds"] < float("inf"):
            wrong.append("seconds is %s; it must be more than 0" % self.values["seconds"])
        if not 0 <= self.values["serial_fraction"] <= 1:
            wrong.append("serial_fraction is %s; it must be from 0 to 1" % self.values["serial_fraction"])
        if self.values["chunks"] < 1:
            wrong.append("chunks is %s; it must be at least 1" % self.values["chunks"])
        refuse(self.name, wrong)

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """The serial wait, then the chunks on the backend's workers."""
        serial = self.values["seconds"] * self.values["serial_fraction"]
        chunk = (self.values["seconds"] - serial) / self.values["chunks"]
        time.sleep(serial)
        context.map(time.sleep, [chunk] * self.values["chunks"])

    def known_serial_fraction(self) -> Optional[float]:
        """The true fraction; None where the chunks can't be dealt evenly to 1, 2, 4 and 8 workers."""
        if any(self.values["chunks"] % workers for workers in WORKER_COUNTS):
            return None
        return float(self.values["serial_fraction"])


PLUGIN = Waiting
