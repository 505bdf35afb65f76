"""How a trial's first process takes on its limits: between fork and exec, so that nothing of it runs without them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

ITSELF = b"0"
"""What a process writes into `cgroup.procs` to move itself."""


class Entry:
    """`order` holds `groups` (folders), `cpus` (numbers, or None) and `data_bytes` (or None).

    Called in the new process; `close` in the one that made it. What can fail for want of rights fails on opening,
    where it can still be told. Raises OSError.
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self._cpus = order["cpus"]
        self._data_bytes = order["data_bytes"]
        self._descriptors: list[int] = []
        try:
            for folder in order["groups"]:
                path = os.path.join(folder, "cgroup.procs")
                self._descriptors.append(os.open(path, os.O_WRONLY | os.O_CLOEXEC))
        except OSError:
            self.close()
            raise

    def __call__(self) -> None:
        """Take the limits on. Only system calls: other threads' locks may be held in a forked process."""
        for descriptor in self._descriptors:
            os.write(descriptor, ITSELF)
        if self._cpus is not None:
            os.sched_setaffinity(0, self._cpus)
        if self._data_bytes is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, (self._data_bytes, self._data_bytes))

    def close(self) -> None:
        """Let go of the descriptors."""
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()
