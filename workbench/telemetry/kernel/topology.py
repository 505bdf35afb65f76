"""Which CPUs there are, which may be used, how they share cores, and whether they are real."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Dict, List, Optional, Set

from workbench.telemetry.kernel.procfs import parse_cpuinfo

MOST_CPUS = 1 << 16
HYPERVISORS = {
    "qemu": "kvm",
    "kvm": "kvm",
    "amazon ec2": "kvm",
    "google": "kvm",
    "openstack": "kvm",
    "vmware": "vmware",
    "virtualbox": "virtualbox",
    "innotek": "virtualbox",
    "xen": "xen",
    "microsoft": "hyper-v",
    "parallels": "parallels",
    "bhyve": "bhyve",
}
"""What DMI's vendor or product name holds → the hypervisor, as systemd-detect-virt(1) names it."""
UNNAMED = "virtual machine"


@dataclass(frozen=True)
class Topology:
    """None: can't be told here. In a guest, cores and threads are what the hypervisor says they are."""

    model: str
    logical_cpus: int
    usable_cpus: int
    physical_cores: Optional[int] = None
    threads_per_core: Optional[int] = None
    virtual: Optional[str] = None


def read_topology(proc: str, sys: str) -> Topology:
    """From /proc/cpuinfo, /proc/self/status and /sys/devices/system/cpu (Documentation/admin-guide/cputopology.rst)."""
    info = parse_cpuinfo(read_bytes(proc + "/cpuinfo"))
    online = sorted(parse_cpu_list(read_line(sys + "/devices/system/cpu/online"))) or list(range(os.cpu_count() or 1))
    usable = _allowed(proc) & set(online) or set(online)
    cores = {_siblings(sys, cpu) for cpu in online} - {""}
    return Topology(
        model=_model(info),
        logical_cpus=len(online),
        usable_cpus=len(usable),
        physical_cores=len(cores) or None,
        threads_per_core=max((len(parse_cpu_list(core)) for core in cores), default=None),
        virtual=_virtual(info, sys),
    )


def parse_cpu_list(text: str) -> Set[int]:
    """The kernel's list format, `0-3,8`; empty for anything else."""
    cpus: Set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdecimal() and (last.isdecimal() or not last):
            cpus.update(range(int(first), min(int(last or first), MOST_CPUS) + 1))
    return cpus


def read_bytes(path: str) -> bytes:
    """A file's bytes; empty where it can't be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def read_line(path: str) -> str:
    """A file's text without its last newline; empty where it can't be read."""
    return read_bytes(path).decode("utf-8", "replace").strip("\0\n ")


def _model(info: Dict[str, str]) -> str:
    for key in ("model name", "cpu model", "Model", "Hardware", "cpu"):
        if info.get(key):
            return " ".join(info[key].split())
    if info.get("CPU part"):
        return "ARM implementer %s part %s" % (info.get("CPU implementer", "?"), info["CPU part"])
    return "unknown"


def _allowed(proc: str) -> Set[int]:
    for line in read_line(proc + "/self/status").splitlines():
        if line.startswith("Cpus_allowed_list:"):
            return parse_cpu_list(line.partition(":")[2])
    return set()


def _siblings(sys: str, cpu: int) -> str:
    folder = "%s/devices/system/cpu/cpu%d/topology/" % (sys, cpu)
    return read_line(folder + "core_cpus_list") or read_line(folder + "thread_siblings_list")


def _virtual(info: Dict[str, str], sys: str) -> Optional[str]:
    """The hypervisor, UNNAMED where it hides its name, `none` for a real machine.

    x86 guests carry a CPU flag; elsewhere only DMI can tell.
    """
    names = " ".join(read_line(sys + "/class/dmi/id/" + name) for name in ("sys_vendor", "product_name")).lower()
    told: List[str] = [hypervisor for word, hypervisor in HYPERVISORS.items() if word in names]
    flags = info.get("flags")
    if flags is not None and "hypervisor" not in flags.split():
        return "none"
    if flags is None and not told:
        return None
    return read_line(sys + "/hypervisor/type") or (told[0] if told else UNNAMED)
