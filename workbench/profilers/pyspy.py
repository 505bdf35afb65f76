"""py-spy: a sampling profiler beside the process."""

from __future__ import annotations

import os
import shutil
import sys
from typing import List, Optional, Sequence

from workbench.contracts import Profiler

SAMPLES_PER_SECOND = 100


class PySpy(Profiler):
    """Samples the stacks of the main process and of every worker a hundred times a second, from outside.

    Leaves a speedscope file (https://www.speedscope.app shows it in the browser, also without a network).
    """

    name = "pyspy"
    suffixes = (".speedscope.json",)

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Needs the program, which its package puts beside the interpreter."""
        return None if _program() else "needs py-spy: pip install py-spy"

    def wrap(self, argv: Sequence[str], output: str) -> List[str]:
        """`py-spy record … -- argv`."""
        asked = ["--format", "speedscope", "--subprocesses", "--rate", str(SAMPLES_PER_SECOND), "--nonblocking"]
        return [_program() or "py-spy", "record", *asked, "--output", output + self.suffixes[0], "--", *argv]


def _program() -> Optional[str]:
    beside = os.path.join(os.path.dirname(sys.executable), "py-spy")
    return beside if os.access(beside, os.X_OK) else shutil.which("py-spy")


PLUGIN = PySpy
