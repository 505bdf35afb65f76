"""Which machine this is: the fingerprint that results are kept and compared under."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from dataclasses import replace
from typing import Optional, Tuple

from workbench.model.run import Machine
from workbench.telemetry.kernel.containers import read_limits
from workbench.telemetry.kernel.procfs import parse_cpuinfo, parse_meminfo
from workbench.telemetry.kernel.topology import read_bytes, read_line, read_topology
from workbench.telemetry.spoilers import read_spoilers

GIBIBYTE = 1 << 30
SLUG_NOISE = re.compile(r"\((r|tm)\)|@.*|\b(cpu|processor|\d+-core|with .*)", re.IGNORECASE)
SLUG_LENGTH = 24
IDENTITY = (
    "system",
    "cpu_model",
    "logical_cpus",
    "physical_cores",
    "memory_bytes",
    "virtual",
    "gpus",
    "cpu_limit_cores",
    "memory_limit_bytes",
)
"""What makes two machines two: hardware and what a container leaves of it, not what an update or a mask changes."""


def read_machine(proc: str = "/proc", sys: str = "/sys") -> Machine:
    """The machine of this process; what can't be read is None. Where there is no /proc, the basics through psutil."""
    machine = _read_linux(proc, sys) if os.path.exists(proc + "/meminfo") else _read_portable()
    return replace(machine, id=machine_id(machine))


def machine_id(machine: Machine) -> str:
    """A readable slug and 8 hex digits of the SHA-256 over the fields in IDENTITY that are set.

    Memory is rounded to 1 GiB: what the kernel keeps for itself differs a little from boot to boot. A field that is
    None or empty is left out, so that one added later changes no machine's id where it can't be read.
    """
    gibibytes = round(machine.memory_bytes / GIBIBYTE)
    rounded = replace(machine, memory_bytes=gibibytes)
    fields = {name: getattr(rounded, name) for name in IDENTITY}
    told = {name: value for name, value in fields.items() if value is not None and value != ()}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]
    words = re.sub(r"[^a-z0-9]+", "-", SLUG_NOISE.sub(" ", machine.cpu_model).lower())
    model = words.strip("-")[:SLUG_LENGTH].strip("-") or "cpu"
    return "%s-%dcpu-%dgib-%s" % (model, machine.logical_cpus, gibibytes, digest)


def _read_linux(proc: str, sys: str) -> Machine:
    topology = read_topology(proc, sys)
    memory = parse_meminfo(read_bytes(proc + "/meminfo")).get("MemTotal", 0)
    limits = read_limits(proc, sys)
    return Machine(
        id="",
        system="Linux",
        kernel=read_line(proc + "/sys/kernel/osrelease") or platform.release(),
        cpu_model=topology.model,
        logical_cpus=topology.logical_cpus,
        usable_cpus=topology.usable_cpus,
        memory_bytes=memory,
        physical_cores=topology.physical_cores,
        threads_per_core=topology.threads_per_core,
        virtual=topology.virtual,
        cpu_limit_cores=limits.cpu_cores,
        memory_limit_bytes=_below(limits.memory_bytes, memory),
        gpus=_gpus(proc),
    )


def _read_portable() -> Machine:
    import psutil

    logical = psutil.cpu_count() or 1
    physical = psutil.cpu_count(logical=False)
    return Machine(
        id="",
        system=platform.system(),
        kernel=platform.release(),
        cpu_model=_brand() or platform.processor() or platform.machine() or "unknown",
        logical_cpus=logical,
        usable_cpus=logical,
        memory_bytes=psutil.virtual_memory().total,
        physical_cores=physical,
        threads_per_core=logical // physical if physical else None,
    )


def _brand() -> str:
    """The CPU's name on macOS (sysctl(8)); empty elsewhere."""
    import subprocess

    command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _below(limit: Optional[int], most: int) -> Optional[int]:
    """A limit that limits."""
    return limit if limit is not None and limit < most else None


def _gpus(proc: str) -> Tuple[str, ...]:
    """The models NVIDIA's driver lists, in the order of their bus addresses."""
    folder = proc + "/driver/nvidia/gpus"
    try:
        addresses = sorted(os.listdir(folder))
    except OSError:
        return ()
    cards = [parse_cpuinfo(read_bytes("%s/%s/information" % (folder, address))) for address in addresses]
    return tuple(card.get("Model", "unknown NVIDIA GPU") for card in cards)


__all__ = ["machine_id", "read_machine", "read_spoilers"]
