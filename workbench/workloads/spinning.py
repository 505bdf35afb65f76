"""Computing of a known serial fraction: the same check as `waiting`, on work that needs the CPU."""

from __future__ import annotations

from typing import Any, Optional

from workbench.contracts import Context, Workload
from workbench.workloads._refusing import refuse

WORKER_COUNTS = (1, 2, 4, 8)


class Spinning(Workload):
    """Counts `serial_fraction` × `millions` of steps in the main process, and deals the rest out in `chunks` parts.

    A step is a few instructions of pure Python: no memory, no library, no system call. The amount of work is fixed,
    whatever the machine and its load, so the serial fraction is exact in steps; handing the work out comes on top.
    Beyond the cores of a machine it shows a curve only where every worker has a CPU limit of its own
    (`cpu_limit_per_worker`), and in threads none, for want of a second interpreter lock.
    """

    name = "spinning"
    parameters = {"millions": 25.0, "serial_fraction": 0.05, "chunks": 8}

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = []
        if not 0 < self.values["millions"] < float("inf"):
            wrong.append("millions is %s; it must be more than 0" % self.values["millions"])
        if not 0 <= self.values["serial_fraction"] <= 1:
            wrong.append("serial_fraction is %s; it must be from 0 to 1" % self.values["serial_fraction"])
        if self.values["chunks"] < 1:
            wrong.append("chunks is %s; it must be at least 1" % self.values["chunks"])
        refuse(self.name, wrong)

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """The serial steps, then the chunks on the backend's workers."""
        steps = self.values["millions"] * 1e6
        serial = steps * self.values["serial_fraction"]
        chunk = round((steps - serial) / self.values["chunks"])
        spin(round(serial))
        context.map(spin, [chunk] * self.values["chunks"])

    def known_serial_fraction(self) -> Optional[float]:
        """The true fraction; None where the chunks can't be dealt evenly to 1, 2, 4 and 8 workers."""
        if any(self.values["chunks"] % workers for workers in WORKER_COUNTS):
            return None
        return float(self.values["serial_fraction"])


def spin(steps: int) -> int:
    """Take so many steps; returns what they came to, so that no interpreter may leave them out."""
    value = 1
    for _ in range(steps):
        value = value * 69_069 + 1 & 0xFFFFFFFF
    return value


PLUGIN = Spinning
