"""memray: who allocated the memory."""

from __future__ import annotations

import subprocess
import sys
from typing import List, Sequence

from workbench.contracts import Profiler


class Memray(Profiler):
    """Records every allocation of the main process and of what it forks, native ones included.

    Leaves a flame graph of what was held at the peak, as a page of HTML, and the recording itself.
    """

    name = "memray"
    requires = {"memray": "pip install memray"}
    suffixes = (".html", ".bin")

    def wrap(self, argv: Sequence[str], output: str) -> List[str]:
        """`python -m memray run … -m MODULE …`."""
        interpreter, *words = argv
        return [interpreter, "-m", "memray", "run", "--quiet", "--follow-fork", "--output", output + ".bin", *words]

    def finish(self, output: str) -> Sequence[str]:
        """Draw the flame graph."""
        drawing = [sys.executable, "-m", "memray", "flamegraph", "--force", "--output", output + ".html"]
        subprocess.run([*drawing, output + ".bin"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return super().finish(output)


PLUGIN = Memray
