"""What the kernel accounts to the trial's control groups: memory in use, its peak, kills for want of memory."""

from __future__ import annotations

import os
from typing import Dict, List, Mapping, Optional, Sequence

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.flat import parse_flat
from workbench.telemetry.kernel.keptfile import KeptFile

VERSION_1 = {
    "usage_bytes": "memory.usage_in_bytes",
    "peak_bytes": "memory.max_usage_in_bytes",
    "oom_kills": "memory.oom_control",
}
VERSION_2 = {"usage_bytes": "memory.current", "peak_bytes": "memory.peak", "oom_kills": "memory.events"}
REASON = "the case has no memory limit, so no control group accounts its memory"


class GroupMemory(Probe):
    """Kernel documentation: admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst. Sums over Place.groups.

    The page cache and the kernel's own structures are in these figures; pages of files that somebody outside brought
    in, such as the libraries of an earlier trial, are not. The groups that have the memory controller hold the whole
    trial; a sum of peaks is no less than the peak of the sum. `memory.peak` needs Linux 5.19, the count of kills in
    `memory.oom_control` 4.13: where a group lacks a file, that series is left out. A group that lies in another one
    is counted there. What a removed group told last stands.
    """

    name = "group_memory"
    series = {"usage_bytes": "bytes", "peak_bytes": "bytes", "oom_kills": "count"}
    counters = frozenset({"oom_kills"})

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._groups: List[_Group] = []
        self._told: Mapping[str, float] = {}

    def unreadable(self) -> Optional[str]:
        """None where a group has the memory controller. Finds the groups that `sample` reads."""
        found = map(_Group.find, _outermost(self.place.groups))
        self._groups = [group for group in found if group is not None]
        return None if self._groups else REASON

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """The sums over the groups that have each figure, if all have."""
        for group in self._groups:
            group.read()
        self._told = {
            name: sum([group.told[name] for group in self._groups])
            for name in self.series
            if all(name in group.told for group in self._groups)
        }
        return self._told

    def totals(self) -> Mapping[str, Optional[float]]:
        """`group_peak_bytes`, an upper bound of the trial's peak, and `group_oom_kills`."""
        return {
            "group_peak_bytes": self._told.get("peak_bytes"),
            "group_oom_kills": self._told.get("oom_kills"),
        }

    def close(self) -> None:
        """Let go of descriptors."""
        for group in self._groups:
            group.close()


class _Group:
    """One group's files and what they told last."""

    def __init__(self, files: Mapping[str, KeptFile]) -> None:
        self._files = files
        self.told: Dict[str, float] = {}

    @classmethod
    def find(cls, folder: str) -> Optional[_Group]:
        """None for a folder without the memory controller."""
        for names in (VERSION_2, VERSION_1):
            if os.path.exists(os.path.join(folder, names["usage_bytes"])):
                return cls({series: KeptFile(os.path.join(folder, name)) for series, name in names.items()})
        return None

    def read(self) -> None:
        """Bring `told` up to date; a figure whose file is missing, or whose group was removed, stays as it is."""
        for series, file in self._files.items():
            try:
                data = file.read()
            except OSError:
                continue
            value = parse_flat(data).get("oom_kill") if series == "oom_kills" else int(data)
            if value is not None:
                self.told[series] = value

    def close(self) -> None:
        """Let go of descriptors."""
        for file in self._files.values():
            file.close()


def _outermost(groups: Sequence[str]) -> List[str]:
    folders = sorted({os.path.normpath(group) for group in groups})
    return [folder for folder in folders if not any(folder.startswith(other + os.sep) for other in folders)]


PLUGIN = GroupMemory
