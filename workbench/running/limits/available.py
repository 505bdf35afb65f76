"""Which limits can be put on trials here, and by what; for `workbench doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from workbench.running.limits import scope
from workbench.running.limits.hierarchies import CPU, CPUSET, MEMORY, Found, find_hierarchies

WITHOUT_GROUPS = {
    "cpu_limit": "whole cores only, by CPU affinity",
    "cpu_set": "CPU affinity",
    "memory_limit": "each process by itself, by RLIMIT_DATA",
    "cpu_limit_per_worker": "not here",
}
CONTROLLERS = {"cpu_limit": CPU, "cpu_set": CPUSET, "memory_limit": MEMORY, "cpu_limit_per_worker": CPU}


def limit_means(proc: str = "/proc", platform: str = sys.platform) -> Mapping[str, str]:
    """A suite's word for a limit → by what it can be set here; where not by control groups, why."""
    if platform != "linux":
        return dict.fromkeys(CONTROLLERS, "not here: only Linux has control groups")
    return {limit: _means(limit, find_hierarchies((name,), (), proc)) for limit, name in CONTROLLERS.items()}


def _means(limit: str, found: Found) -> str:
    for place in found.places.values():
        return f"control group of version {place.version} under {place.folder}"
    if scope.is_possible(dict(os.environ)):
        return "a scope of systemd (systemd-run), as far as it delegates; else " + WITHOUT_GROUPS[limit]
    return f"{WITHOUT_GROUPS[limit]}: {'; '.join(found.reasons.values())}"
