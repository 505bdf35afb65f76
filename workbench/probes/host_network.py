"""What the network carried: by interface, over loopback, and what had to be sent again."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional, Set, Tuple

from workbench.contracts import ObservedTree, Place, Probe
from workbench.telemetry.kernel.growth import Growth
from workbench.telemetry.kernel.keptfile import KeptFile
from workbench.telemetry.kernel.netstats import parse_interfaces, parse_retransmitted

LOOPBACK = frozenset({"lo", "lo0"})
SERIES = {
    "received_bytes": "bytes",
    "sent_bytes": "bytes",
    "loopback_bytes": "bytes",
    "retransmitted_segments": "1",
}


class HostNetwork(Probe):
    """/proc/net/dev and /proc/net/snmp (proc_net(5)), or psutil where there is no /proc.

    Everybody's bytes, not only the tree's, headers included, in the network namespace of the sampler, which is the
    trial's too unless the trial makes one of its own. What goes over loopback counts once, as received: it is what
    the processes of a machine (Dask, Ray, MPI over TCP) send each other; shared memory, pipes and sockets of the
    file system are not in it. Where the machine has interfaces with hardware behind them, bridges, tunnels and
    the like on top of them are left out. psutil knows no retransmits.
    """

    name = "host_network"
    series = SERIES
    counters = frozenset(SERIES)
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._interfaces = KeptFile(place.proc + "/net/dev")
        self._protocols = KeptFile(place.proc + "/net/snmp")
        self._has_proc = os.path.exists(self._interfaces.path)
        self._growth = Growth()
        self._hardware: Optional[Set[str]] = None

    def unreadable(self) -> Optional[str]:
        """There may be a /proc that shows no network."""
        if os.path.exists(self.place.proc + "/stat") and not self._has_proc:
            return "needs /proc/net/dev"
        return None

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Sums since the watch began."""
        if self._has_proc:
            counts = self._counts(parse_interfaces(self._interfaces.read()))
            counts["retransmitted_segments"] = parse_retransmitted(self._protocols.read())
        else:
            counts = self._counts(_portable())
        return dict(self._growth.take(counts))

    def totals(self) -> Mapping[str, Optional[float]]:
        """`loopback_bytes` and `retransmitted_segments` over the watch; None where unknown."""
        return {name: self._growth.sums.get(name) for name in ("loopback_bytes", "retransmitted_segments")}

    def close(self) -> None:
        """Let go of descriptors."""
        self._interfaces.close()
        self._protocols.close()

    def _counts(self, interfaces: Mapping[str, Tuple[int, int]]) -> Dict[str, float]:
        counts: Dict[str, float] = {"loopback_bytes": 0.0}
        for name, (received, sent) in interfaces.items():
            if name in LOOPBACK:
                counts["loopback_bytes"] += received
            elif self._counted(name, interfaces):
                counts["received_bytes[%s]" % name] = received
                counts["sent_bytes[%s]" % name] = sent
        return counts

    def _counted(self, name: str, interfaces: Mapping[str, Tuple[int, int]]) -> bool:
        if self._hardware is None:
            folder = self.place.sys + "/class/net/%s/device"
            self._hardware = {one for one in interfaces if os.path.exists(folder % one)}
        return not self._hardware or name in self._hardware


def _portable() -> Mapping[str, Tuple[int, int]]:
    import psutil

    counters = psutil.net_io_counters(pernic=True)
    return {name: (found.bytes_recv, found.bytes_sent) for name, found in counters.items()}


PLUGIN = HostNetwork
