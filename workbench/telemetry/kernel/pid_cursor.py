"""Which process and thread numbers the kernel has handed out."""

from __future__ import annotations

import os
import threading
from typing import Optional, Sequence

from workbench.telemetry.kernel.procfs import parse_loadavg

READ_BYTES = 256


class PidCursor:
    """The last field of /proc/loadavg is the number handed out last (proc_loadavg(5)).

    While it stands still nothing was started. Containers may show an imitation of the file, so it is believed only
    if it moved for a thread of our own.
    """

    def __init__(self, proc: str) -> None:
        self._descriptor: Optional[int] = None
        self._line = b""
        self._last = 0
        try:
            self._descriptor = os.open(proc + "/loadavg", os.O_RDONLY | os.O_CLOEXEC)
            self._read()
            before = self._last
            own = threading.Thread(target=int)
            own.start()
            own.join()
            self._read()
            self.trusted = self._last != before
        except (OSError, ValueError):
            self.trusted = False

    def advance(self) -> Optional[Sequence[int]]:
        """The numbers handed out since the last call; None where that can't be told, or where they began anew."""
        if not self.trusted:
            return None
        before = self._last
        self._read()
        return range(before + 1, self._last + 1) if self._last >= before else None

    def machine_threads(self) -> int:
        """How many threads the machine had when last asked."""
        return parse_loadavg(self._line)[0] if self._line else 0

    def close(self) -> None:
        """Let go of the descriptor."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _read(self) -> None:
        line = os.pread(self._descriptor or 0, READ_BYTES, 0)
        if line != self._line:
            self._last = parse_loadavg(line)[1]
            self._line = line
