"""perf: the kernel's own sampling profiler."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import List, Optional, Sequence

from workbench.contracts import Profiler

SAMPLES_PER_SECOND = 99
PARANOID = "/proc/sys/kernel/perf_event_paranoid"
MOST_PARANOID = 2
"""Above this a process without privileges may not sample even itself (perf_event_open(2))."""


class Perf(Profiler):
    """Samples native and kernel stacks of every process of the trial; Python frames too, from Python 3.12.

    Leaves the stacks as text, which speedscope and the Firefox profiler open, and perf's own recording.
    """

    name = "perf"
    suffixes = (".perf.txt", ".perf.data")

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Needs the program, and a kernel that lets one sample."""
        if shutil.which("perf") is None:
            return "needs perf: apt install linux-perf"
        if os.geteuid() != 0 and _paranoia() > MOST_PARANOID:
            return "perf may not sample here: sysctl kernel.perf_event_paranoid=%d" % MOST_PARANOID
        return None

    def wrap(self, argv: Sequence[str], output: str) -> List[str]:
        """`perf record -g … -- argv`; software clock, since guests often have no counters."""
        asked = ["-e", "cpu-clock", "-F", str(SAMPLES_PER_SECOND), "--call-graph", "fp", "--quiet"]
        interpreter, *words = argv
        return ["perf", "record", *asked, "-o", output + ".perf.data", "--", interpreter, "-X", "perf", *words]

    def finish(self, output: str) -> Sequence[str]:
        """Write the stacks as text."""
        with open(output + ".perf.txt", "wb") as text:
            shown = ["perf", "script", "-f", "-i", output + ".perf.data"]
            subprocess.run(shown, check=True, stdout=text, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        return super().finish(output)


def _paranoia() -> int:
    try:
        with open(PARANOID, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return MOST_PARANOID


PLUGIN = Perf
