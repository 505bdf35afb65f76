"""How large the caches are."""

from __future__ import annotations

from workbench.contracts import CeilingTest, Place
from workbench.model.ceiling import Ceiling, Limit, Unknown
from workbench.telemetry.kernel.caches import Cache, read_caches
from workbench.telemetry.kernel.topology import read_topology

NAMES = {"cache_size_l1d": (1, "Data"), "cache_size_l2": (2, "Unified"), "cache_size_l3": (3, "Unified")}


class Caches(CeilingTest):
    """Reads the size of one data cache of each level, and who shares it, from the kernel."""

    name = "caches"
    about_seconds = 0.1

    def __init__(self, place: Place | None = None) -> None:
        self._place = Place() if place is None else place

    def measure(self, scratch: str) -> tuple[Limit, ...]:  # noqa: ARG002 - the contract's
        """`cache_size_l1d`, `cache_size_l2` and `cache_size_l3` in bytes; in a guest, as its hypervisor tells."""
        caches = read_caches(self._place.sys)
        guest = read_topology(self._place.proc, self._place.sys).virtual not in (None, "none")
        return tuple(_limit(name, _of(caches, *which), bool(caches), guest) for name, which in NAMES.items())


def _of(caches: tuple[Cache, ...], level: int, kind: str) -> Cache | None:
    """The largest of that level: cores of two kinds have two."""
    found = [cache for cache in caches if cache.level == level and cache.kind == kind]
    return max(found, key=lambda cache: cache.size_bytes, default=None)


def _limit(name: str, cache: Cache | None, others: bool, guest: bool) -> Limit:
    if cache is not None:
        how = f"of CPUs {cache.shared_cpus}, as the kernel tells"
        told = ", which repeats the hypervisor: the host's may be larger, and shared with other guests"
        return Ceiling(name, float(cache.size_bytes), "bytes", how + (told if guest else ""))
    if guest:
        return Unknown(name, "cannot be known in this guest: its hypervisor tells no cache of that level")
    return Unknown(name, "this machine has none of that level" if others else "this system tells no cache sizes")


PLUGIN = Caches
