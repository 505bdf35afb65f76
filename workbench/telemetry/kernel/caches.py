"""Which caches the kernel tells of, and which CPUs share each."""

from __future__ import annotations

import glob
import os
import re
from dataclasses import dataclass
from typing import Dict, Iterable, Tuple

from workbench.telemetry.kernel.topology import read_line

_SIZE = re.compile(r"([0-9]{1,12})([KMG]?)")
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Cache:
    """One cache. `kind` is `Data`, `Instruction` or `Unified`; `shared_cpus` the CPUs that use it (`0-3`)."""

    level: int
    kind: str
    size_bytes: int
    shared_cpus: str


def read_caches(sys: str = "/sys") -> Tuple[Cache, ...]:
    """Every cache once, by level; empty where the kernel or a hypervisor tells nothing.

    Source: /sys/devices/system/cpu/cpu*/cache (Documentation/ABI/testing/sysfs-devices-system-cpu).
    """
    folders = glob.glob(glob.escape(sys) + "/devices/system/cpu/cpu[0-9]*/cache/index[0-9]*")
    found: Dict[Tuple[int, str, str], Cache] = {}
    for folder in folders:
        cache = _read(folder)
        if cache.level and cache.size_bytes:
            found[cache.level, cache.kind, cache.shared_cpus] = cache
    return tuple(found[key] for key in sorted(found))


def last_level_bytes(caches: Iterable[Cache]) -> int:
    """The caches of the highest level that holds data, all together; 0 where there is none."""
    holding = [cache for cache in caches if cache.kind != "Instruction"]
    last = max((cache.level for cache in holding), default=0)
    return sum(cache.size_bytes for cache in holding if cache.level == last)


def _read(folder: str) -> Cache:
    def line(name: str) -> str:
        return read_line(os.path.join(folder, name))

    level = line("level")
    return Cache(int(level) if level.isdecimal() else 0, line("type"), _bytes(line("size")), line("shared_cpu_list"))


def _bytes(text: str) -> int:
    """The kernel writes `32K`; 0 for what is no size."""
    size = _SIZE.fullmatch(text)
    return 0 if size is None else int(size.group(1)) * _FACTORS[size.group(2)]
