"""Computing of a known serial fraction: the same check as `waiting`, on work that needs the CPU."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.workloads._dealt import DealtWork


class Spinning(DealtWork):
    """Counts `serial_fraction` × `millions` of steps in the main process, and deals the rest out in `chunks` parts.

    A step is a few instructions of pure Python: no memory, no library, no system call. The amount of work is fixed,
    whatever the machine and its load, so the serial fraction is exact in steps; handing the work out comes on top.
    Beyond the cores of a machine it shows a curve only where every worker has a CPU limit of its own
    (`cpu_limit_per_worker`), and in threads none, for want of a second interpreter lock.
    """

    name = "spinning"
    amount = "millions"
    parameters = {"millions": 25.0, "serial_fraction": 0.05, "chunks": 8}

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """The serial steps, then the chunks on the backend's workers."""
        steps = self.values["millions"] * 1e6
        serial = steps * self.values["serial_fraction"]
        chunk = round((steps - serial) / self.values["chunks"])
        spin(round(serial))
        context.map(spin, [chunk] * self.values["chunks"])


def spin(steps: int) -> int:
    """Take so many steps; returns what they came to, so that no interpreter may leave them out."""
    value = 1
    for _ in range(steps):
        value = value * 69_069 + 1 & 0xFFFFFFFF
    return value


PLUGIN = Spinning
