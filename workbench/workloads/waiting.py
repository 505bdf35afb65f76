"""Waiting of a known serial fraction: the tool checks itself with it."""

from __future__ import annotations

import time
from typing import Any

from workbench.contracts import Context
from workbench.workloads._dealt import DealtWork


class Waiting(DealtWork):
    """Waits `serial_fraction` × `seconds`, then hands out `chunks` equal waits for the rest, as on a remote store.

    No CPU is used, so it shows a real curve at 1 to 8 workers on any machine. The serial fraction is known as
    that of the waits asked for: a sleep overshoots by about 0.1 ms, which shifts it by less than 0.001 at the
    defaults, and what a backend takes to hand out work comes on top, as it does for any workload.
    """

    name = "waiting"
    amount = "seconds"
    parameters = {"seconds": 1.0, "serial_fraction": 0.05, "chunks": 64}

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """The serial wait, then the chunks on the backend's workers."""
        serial = self.values["seconds"] * self.values["serial_fraction"]
        chunk = (self.values["seconds"] - serial) / self.values["chunks"]
        time.sleep(serial)
        context.map(time.sleep, [chunk] * self.values["chunks"])


PLUGIN = Waiting
