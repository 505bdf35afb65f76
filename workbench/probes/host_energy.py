"""What the machine's processors used of energy."""

from __future__ import annotations

import os
from typing import List, Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.keptfile import KeptFile

MICROJOULES = 1e-6


class HostEnergy(Probe):
    """Each processor package's RAPL counter (the kernel's Documentation/power/powercap/powercap.rst).

    It is everybody's use, not only the tree's, and holds cores, caches and memory controller, not memory itself. Since
    2020 the kernel lets only root read it. Virtual machines rarely have one. The counter starts again at
    `max_energy_range_uj`, after about a minute at the most.
    """

    name = "host_energy"
    series = {"cpu_energy_joules": "joules"}
    counters = frozenset(series)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._packages: List[Package] = []

    def unreadable(self) -> Optional[str]:
        """No RAPL in this kernel or for this machine, or not for this user."""
        root = self.place.sys + "/class/powercap"
        try:
            zones = sorted(os.listdir(root))
        except OSError:
            return "needs RAPL, and the kernel shows none (virtual machines rarely have it)"
        reasons = []
        for zone in zones:
            # `psys` is the whole platform, and zones within a package are its parts.
            if zone.count(":") == 1 and _text(os.path.join(root, zone, "name")).startswith("package"):
                package = Package(os.path.join(root, zone))
                try:
                    package.joules()
                except OSError as error:
                    reasons.append("RAPL: %s; run as root" % error.strerror)
                else:
                    self._packages.append(package)
        return None if self._packages else (reasons or ["needs RAPL, and the kernel shows no processor package"])[0]

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Joules since the watch began, a package."""
        return {"cpu_energy_joules[%d]" % number: package.joules() for number, package in enumerate(self._packages)}

    def totals(self) -> Mapping[str, Optional[float]]:
        """It has none of its own: phases hold what was used in each."""
        return {}

    def close(self) -> None:
        """Let go of descriptors."""
        for package in self._packages:
            package.close()


class Package:
    """One package's counter, carried on where it starts again."""

    def __init__(self, folder: str) -> None:
        self._file = KeptFile(os.path.join(folder, "energy_uj"))
        self._range = int(_text(os.path.join(folder, "max_energy_range_uj")) or 0)
        self._last: Optional[int] = None
        self._grown = 0

    def joules(self) -> float:
        """Since the first reading. Raises OSError where it may not be read."""
        counted = int(self._file.read())
        if self._last is not None:
            self._grown += counted - self._last + (self._range if counted < self._last else 0)
        self._last = counted
        return self._grown * MICROJOULES

    def close(self) -> None:
        """Let go of the descriptor."""
        self._file.close()


def _text(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        return ""


PLUGIN = HostEnergy
