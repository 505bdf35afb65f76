"""What ended processes used, added up from the kernel's accounting."""

from __future__ import annotations

from typing import Any

KIBIBYTE = 1024


class Usage:
    """Sums over what wait4(2) says of each waited-for process (getrusage(2), all its threads and waited-for children).

    `fields` are those of the launcher's `exited` message. `largest_process_bytes` is the largest `ru_maxrss`: the peak
    resident size of one process of the tree, or what it inherited from whoever started it, who was of the tree too.
    """

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {
            "user_seconds": 0.0,
            "system_seconds": 0.0,
            "voluntary_switches": 0,
            "involuntary_switches": 0,
            "largest_process_bytes": 0,
        }

    def add(self, usage: Any) -> None:
        """One process more; `usage` is the `resource.struct_rusage` of it."""
        fields = self.fields
        fields["user_seconds"] += usage.ru_utime
        fields["system_seconds"] += usage.ru_stime
        fields["voluntary_switches"] += usage.ru_nvcsw
        fields["involuntary_switches"] += usage.ru_nivcsw
        fields["largest_process_bytes"] = max(fields["largest_process_bytes"], usage.ru_maxrss * KIBIBYTE)
