"""Whether the CPUs are cores, hardware threads, or a hypervisor's word for them."""

from __future__ import annotations

from workbench.contracts import CeilingTest, Place
from workbench.model.ceiling import Ceiling, Limit, Unknown
from workbench.telemetry.kernel.topology import Topology, read_topology

GUEST = "cannot be known in this guest: its {cpus} vCPUs may be cores or hardware threads of the host"


class Cores(CeilingTest):
    """Reads how many cores there are and how many hardware threads share one; guests are not told."""

    name = "cores"
    about_seconds = 0.1

    def __init__(self, place: Place | None = None) -> None:
        self._place = Place() if place is None else place

    def measure(self, scratch: str) -> tuple[Limit, ...]:  # noqa: ARG002 - the contract's
        """`physical_cores` and `threads_per_core`, plain numbers."""
        topology = read_topology(self._place.proc, self._place.sys)
        return (
            _limit("physical_cores", topology, topology.physical_cores),
            _limit("threads_per_core", topology, topology.threads_per_core),
        )


def _limit(name: str, topology: Topology, told: int | None) -> Limit:
    if topology.virtual not in (None, "none"):
        said = "" if told is None else f" (the hypervisor says {told})"
        return Unknown(name, GUEST.format(cpus=topology.logical_cpus) + said)
    if told is None:
        return Unknown(name, "this system does not tell which CPUs share a core")
    doubt = "" if topology.virtual == "none" else "; whether this is a guest is not told"
    return Ceiling(name, float(told), "1", "the kernel tells which CPUs share a core" + doubt)


PLUGIN = Cores
