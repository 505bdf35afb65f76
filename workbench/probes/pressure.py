"""How long work stood still for want of CPU, memory or storage: on the machine, and in the trial's control group."""

from __future__ import annotations

import os
from typing import Dict, List, Mapping, Optional, Sequence

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.growth import Growth
from workbench.telemetry.kernel.keptfile import KeptFile
from workbench.telemetry.kernel.pressure import parse_pressure

SERIES = ("cpu_some_seconds", "memory_some_seconds", "memory_full_seconds", "io_some_seconds", "io_full_seconds")
RESOURCES = ("cpu", "memory", "io")


class Pressure(Probe):
    """/proc/pressure/* and *.pressure of a version 2 group (the kernel's Documentation/accounting/psi.rst).

    `some`: one task or more stood still for want of it; `full`: all that were not idle did. The machine's figures
    are of everybody on it. `[group]` is the trial's own control group; of several that don't hold one another, the
    one that stood still longest.
    """

    name = "pressure"
    series = dict.fromkeys(SERIES, "seconds")
    counters = frozenset(SERIES)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._machine = _Stalls({name: "%s/pressure/%s" % (place.proc, name) for name in RESOURCES})
        self._groups = [
            _Stalls({name: "%s/%s.pressure" % (group, name) for name in RESOURCES})
            for group in _outermost(place.groups)
            if os.path.exists(group + "/cpu.pressure")
        ]
        self._sample: Dict[str, float] = {}

    def unreadable(self) -> Optional[str]:
        """Needs a kernel with pressure stall information, switched on."""
        if not os.path.exists(self.place.proc + "/pressure/cpu"):
            return "needs /proc/pressure (Linux 4.20 or newer with CONFIG_PSI; booted with psi=1 where it is off)"
        try:
            self._machine.read()
        except OSError as error:
            return "/proc/pressure can't be read (%s): boot with psi=1" % error.strerror
        return None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Seconds since the watch began. A group that was removed keeps its last reading."""
        self._sample.update(self._machine.read())
        for group in self._groups:
            try:
                stalls = group.read()
            except OSError:
                continue
            for name, seconds in stalls.items():
                key = name + "[group]"
                self._sample[key] = max(seconds, self._sample.get(key, 0.0))
        return dict(self._sample)

    def close(self) -> None:
        """Let go of descriptors."""
        for stalls in (self._machine, *self._groups):
            stalls.close()


class _Stalls:
    """The growth of one folder's three files."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._files = {resource: KeptFile(path) for resource, path in paths.items()}
        self._growth = Growth()

    def read(self) -> Mapping[str, float]:
        """Name → seconds since the first reading. Raises OSError."""
        seconds = {}
        for resource, file in self._files.items():
            for kind, total in parse_pressure(file.read()).items():
                seconds["%s_%s_seconds" % (resource, kind)] = total
        grown = self._growth.take(seconds)
        return {name: grown[name] for name in SERIES if name in grown}

    def close(self) -> None:
        """Let go of descriptors."""
        for file in self._files.values():
            file.close()


def _outermost(groups: Sequence[str]) -> List[str]:
    """Those that lie in no other: a group's figures hold those of all groups in it."""
    return [group for group in groups if not any(group.startswith(other + "/") for other in groups)]


PLUGIN = Pressure
