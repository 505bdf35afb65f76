"""How often and how long a CPU limit held the trial up."""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.flat import parse_flat
from workbench.telemetry.kernel.growth import Growth
from workbench.telemetry.kernel.keptfile import KeptFile

SERIES = {"periods": "1", "throttled_periods": "1", "throttled_seconds": "seconds"}
UNITS = {"throttled_time": 1e-9, "throttled_usec": 1e-6}
"""The name of version 1 and that of version 2, and what one of each is in seconds."""


class Throttling(Probe):
    """cpu.stat of the trial's control groups, summed over them; else that of the container all this runs in.

    A container that is limited itself throttles everything in it, whatever the case says.
    The kernel's Documentation/scheduler/sched-bwc.rst (version 1) and Documentation/admin-guide/cgroup-v2.rst.
    `periods` are those in which a group had work, `throttled_periods` those in which it used its quota up.
    `throttled_seconds` is summed over CPUs, so on several it may exceed the time that passed.
    """

    name = "throttling"
    series = SERIES
    counters = frozenset(SERIES)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._groups = _files(place.groups)
        self._sums: Optional[Dict[str, float]] = None

    def unreadable(self) -> Optional[str]:
        """The trial needs a control group that counts periods, or a container that is limited."""
        if any(_read(file) for file, _ in self._groups):
            return None
        had_groups = bool(self._groups)
        self.close()
        self._groups = _files(_limited_container(self.place.sys))
        if any(_read(file) for file, _ in self._groups):
            return None
        return "the case has no CPU limit" + (": none of its control groups counts periods" if had_groups else "")

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Sums over the groups since the watch began. A group that was removed keeps its last reading."""
        grown = [growth.take(_read(file)) for file, growth in self._groups]
        self._sums = {name: sum(one.get(name, 0.0) for one in grown) for name in SERIES}
        return dict(self._sums)

    def totals(self) -> Mapping[str, Optional[float]]:
        """`throttled_periods`, `throttled_seconds` and `periods` over the watch."""
        return dict.fromkeys(SERIES) if self._sums is None else dict(self._sums)

    def close(self) -> None:
        """Let go of descriptors."""
        for file, _ in self._groups:
            file.close()


def _files(groups: Sequence[str]) -> List[Tuple[KeptFile, Growth]]:
    return [(KeptFile(group + "/cpu.stat"), Growth()) for group in groups]


def _limited_container(sys: str) -> Sequence[str]:
    """What a container sees as the root of its control groups is its own group, if that has a quota."""
    for folder in (sys + "/fs/cgroup" + controller for controller in ("", "/cpu", "/cpu,cpuacct")):
        for name, unlimited in (("cpu.max", b"max"), ("cpu.cfs_quota_us", b"-")):
            file = KeptFile("%s/%s" % (folder, name))
            try:
                if not file.read().startswith(unlimited):
                    return [folder]
            except OSError:
                continue
            finally:
                file.close()
    return []


def _read(file: KeptFile) -> Mapping[str, float]:
    """Empty for a group of another controller, and for one that was removed."""
    try:
        counts = parse_flat(file.read())
    except OSError:
        return {}
    if "nr_periods" not in counts:
        return {}
    seconds = sum(counts.get(name, 0) * unit for name, unit in UNITS.items())
    return dict(zip(SERIES, (counts["nr_periods"], counts["nr_throttled"], seconds)))


PLUGIN = Throttling
