"""What the machine's disks did, how busy they were, and how long an operation took."""

from __future__ import annotations

import os
from typing import Collection, Dict, List, Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.diskstats import DiskCounts, parse_diskstats, whole_disks
from workbench.telemetry.kernel.growth import Growth
from workbench.telemetry.kernel.keptfile import KeptFile

SUMS = {"read_bytes": "bytes", "written_bytes": "bytes", "reads": "1", "writes": "1"}
SHORTEST_SECONDS = 0.5
"""The kernel counts busy time in its own ticks of up to 10 ms: over less than this a ratio would be noise."""


class HostDisk(Probe):
    """/proc/diskstats (the kernel's Documentation/admin-guide/iostats.rst), or psutil where there is no /proc.

    Whole disks only: no partitions, no loop or memory devices, and nothing that is made of other devices (device
    mapper, RAID), for each byte counts once. Network file systems are no disks. It is everybody's use, not only the
    tree's. `await_seconds[sda]` is the mean time from queueing to completion of the reads and writes that ended
    since the last figure; without any there is none. `utilization_ratio[sda]` is the share of time with something
    under way: a disk that takes many operations at once is not at its limit at 1. macOS doesn't tell it.
    """

    name = "host_disk"
    series = {**SUMS, "busy_seconds": "seconds", "await_seconds": "seconds", "utilization_ratio": "1"}
    counters = frozenset({*SUMS, "busy_seconds"})
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._file = KeptFile(place.proc + "/diskstats")
        self._has_proc = os.path.exists(place.proc + "/stat")
        self._disks: List[str] = []
        self._growths: Dict[str, Growth] = {}
        self._gauged: Dict[str, Mapping[str, float]] = {}
        self._gauged_at = 0.0
        self._began: Optional[float] = None
        self._watched_seconds = 0.0

    def unreadable(self) -> Optional[str]:
        """A container may be shown no disk."""
        try:
            self._disks = whole_disks(self._read(None), self.place.sys)
        except OSError as error:
            return "needs /proc/diskstats: %s" % error.strerror
        return None if self._disks else "no disk is shown here"

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Sums since the watch began over all disks, and for each disk how busy it was and how long it took."""
        if self._began is None:
            self._began = self._gauged_at = now
            self._growths = {disk: Growth() for disk in self._disks}
        self._watched_seconds = now - self._began
        counts = self._read(self._disks)
        for disk, growth in self._growths.items():
            if disk in counts:
                growth.take({name: value for name, value in counts[disk]._asdict().items() if value is not None})
        grown: Dict[str, Mapping[str, float]] = {disk: dict(growth.sums) for disk, growth in self._growths.items()}
        sample = {name: sum(one.get(name, 0.0) for one in grown.values()) for name in SUMS}
        sample.update(
            ("busy_seconds[%s]" % disk, one["busy_seconds"]) for disk, one in grown.items() if "busy_seconds" in one
        )
        elapsed = now - self._gauged_at
        if elapsed >= SHORTEST_SECONDS:
            for disk, one in grown.items():
                sample.update(_gauges(disk, self._gauged.get(disk, {}), one, elapsed))
            self._gauged, self._gauged_at = grown, now
        return sample

    def totals(self) -> Mapping[str, Optional[float]]:
        """`disk_utilization_ratio`: of the busiest disk over the watch; None for a watch under half a second."""
        busy = [growth.sums["busy_seconds"] for growth in self._growths.values() if "busy_seconds" in growth.sums]
        known = busy and self._watched_seconds >= SHORTEST_SECONDS
        return {"disk_utilization_ratio": min(1.0, max(busy) / self._watched_seconds) if known else None}

    def close(self) -> None:
        """Let go of the descriptor."""
        self._file.close()

    def _read(self, only: Optional[Collection[str]]) -> Mapping[str, DiskCounts]:
        return parse_diskstats(self._file.read(), only) if self._has_proc else _portable()


def _gauges(disk: str, before: Mapping[str, float], after: Mapping[str, float], elapsed: float) -> Dict[str, float]:
    rise = {name: value - before.get(name, 0.0) for name, value in after.items()}
    operations = rise.get("reads", 0.0) + rise.get("writes", 0.0)
    gauges = {}
    if operations:
        gauges["await_seconds[%s]" % disk] = rise["operation_seconds"] / operations
    if "busy_seconds" in rise:
        gauges["utilization_ratio[%s]" % disk] = min(1.0, rise["busy_seconds"] / elapsed)
    return gauges


def _portable() -> Mapping[str, DiskCounts]:
    import psutil

    return {
        name: DiskCounts(
            found.read_count,
            found.write_count,
            found.read_bytes,
            found.write_bytes,
            (found.read_time + found.write_time) / 1e3,
            found.busy_time / 1e3 if hasattr(found, "busy_time") else None,
        )
        for name, found in (psutil.disk_io_counters(perdisk=True) or {}).items()
    }


PLUGIN = HostDisk
