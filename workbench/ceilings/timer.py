"""How finely time can be told."""

from __future__ import annotations

import time
from itertools import pairwise

from workbench.contracts import CeilingTest
from workbench.model.ceiling import Ceiling
from workbench.telemetry.kernel.topology import read_line

READINGS = 200_000


class Timer(CeilingTest):
    """Reads the monotonic clock over and over; its resolution is the smallest step it was seen to make."""

    name = "timer"
    about_seconds = 0.5

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`timer_resolution` in seconds: no duration can be told more finely, reading the clock included."""
        read = time.monotonic_ns
        readings = [read() for _ in range(READINGS)]
        steps = [later - earlier for earlier, later in pairwise(readings) if later > earlier]
        claimed = time.get_clock_info("monotonic").resolution
        source = read_line("/sys/devices/system/clocksource/clocksource0/current_clocksource")
        how = f"smallest of {len(steps)} steps of CLOCK_MONOTONIC, read from Python; the system claims {claimed:g} s"
        return (
            Ceiling("timer_resolution", min(steps) / 1e9, "s", how + (f", clock source {source}" if source else "")),
        )


PLUGIN = Timer
