"""A file of the kernel's that is read again and again through one descriptor."""

from __future__ import annotations

import os
from typing import Optional

READ_BYTES = 32768


class KeptFile:
    """Opened at the first read. Each read gives the file as it is then."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._descriptor: Optional[int] = None

    def read(self) -> bytes:
        """The whole of it. Raises OSError where it is not there or may not be read.

        The kernel hands long files out a page at a time, so it is asked until nothing is left.
        """
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        whole = part = os.pread(self._descriptor, READ_BYTES, 0)
        while part:
            part = os.pread(self._descriptor, READ_BYTES, len(whole))
            whole += part
        return whole

    def close(self) -> None:
        """Let go of the descriptor."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
