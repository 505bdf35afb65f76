"""Work of a known serial fraction: part of it in the main process, the rest dealt out in equal chunks."""

from __future__ import annotations

from typing import Any, Optional

from workbench.contracts import Workload
from workbench.workloads._refusing import refuse

WORKER_COUNTS = (1, 2, 4, 8)


class DealtWork(Workload):
    """What such workloads share. `amount` is the parameter that says how much work there is in all."""

    amount = ""

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = []
        if not 0 < self.values[self.amount] < float("inf"):
            wrong.append("%s is %s; it must be more than 0" % (self.amount, self.values[self.amount]))
        if not 0 <= self.values["serial_fraction"] <= 1:
            wrong.append("serial_fraction is %s; it must be from 0 to 1" % self.values["serial_fraction"])
        if self.values["chunks"] < 1:
            wrong.append("chunks is %s; it must be at least 1" % self.values["chunks"])
        refuse(self.name, wrong)

    def known_serial_fraction(self) -> Optional[float]:
        """The true fraction; None where the chunks can't be dealt evenly to 1, 2, 4 and 8 workers."""
        if any(self.values["chunks"] % workers for workers in WORKER_COUNTS):
            return None
        return float(self.values["serial_fraction"])
