"""Waiting for something that is no CPU: disk, network, GPU, swapped-out memory; or for what can't be told."""

from __future__ import annotations

from workbench.analysis.diagnosis.stating import cores, percent, state
from workbench.analysis.diagnosis.symptoms import WANTING, Symptoms, at_least
from workbench.model.diagnosis import Diagnosis
from workbench.model.units import format_bytes

WAITING = 1.0 - WANTING
STORAGE_BYTES_PER_SECOND = 1e5
"""Below this a case has no storage to wait for: 25 commits of a 4 KiB page a second are as much."""
STORAGE_BUSY = 0.10
"""Share of the time in which somebody stood still for storage (PSI), a CPU did (iowait), or a disk was at work.
A healthy machine shows 0 in the first two (psi.rst)."""
NETWORK_BYTES_PER_SECOND = 1e6
"""The machine's bytes, which are everybody's: heartbeats of a cluster and a shell are a hundredth of it."""
BYTES_PER_WAKE_UP = 6e6
BYTES_PER_CORE_SECOND = 1e10
"""What nobody can have received who was woken so often and ran so long: a socket holds 6 MB at most (tcp(7), tcp_rmem),
and a core copies 10 GB/s at best. Bytes beyond that are another program's."""
NETWORK_REMAINDER = 0.10
"""What disks don't account for must be worth telling."""
SWAPPED_BYTES_PER_SECOND = 1e6
MAJOR_FAULTS_PER_SECOND = 10.0
MEMORY_PRESSURE = 0.05
"""A healthy machine shows 0 (psi.rst); swapping alone may be somebody else's, so the case must have felt it."""
GPU_BUSY = 0.60
"""Of the time with a kernel running (NVML's utilisation): from here on the USE method calls a resource busy."""


def waits_for_disk(symptoms: Symptoms) -> Diagnosis | None:
    """It moved bytes to or from storage, waited, and storage was busy. Swapping looks alike and goes before."""
    waiting, moved, share = symptoms.waiting_ratio, symptoms.storage_bytes_per_second, _disk_share(symptoms)
    if waiting is None or moved is None or not share or swapping(symptoms) is not None:
        return None
    return state(
        symptoms,
        "waits_for_disk",
        share,
        f"it moved {format_bytes(moved)}/s to and from storage, {_storage_signs(symptoms)}, while it left "
        f"{percent(waiting)} of its CPU time unused.",
        "Read less (columns, a binary format, a cache), write in larger pieces with fewer fsync, or use a faster disk; "
        "more workers won't help.",
        "storage_bytes_per_second",
        "io_pressure_ratio",
        "iowait_cores",
        "disk_utilization_ratio",
        "cores_used",
        "cores_given",
    )


def _disk_share(symptoms: Symptoms) -> float:
    """The share of the time that storage accounts for; 0 where there is no evidence that it does."""
    busy = max(symptoms.io_pressure_ratio or 0.0, symptoms.iowait_cores or 0.0, symptoms.disk_utilization_ratio or 0.0)
    waiting = symptoms.waiting_ratio
    if not at_least(symptoms.storage_bytes_per_second, STORAGE_BYTES_PER_SECOND):
        return 0.0
    return min(waiting, busy) if at_least(waiting, WAITING) and busy >= STORAGE_BUSY else 0.0


def _storage_signs(symptoms: Symptoms) -> str:
    if at_least(symptoms.io_pressure_ratio, STORAGE_BUSY):
        return f"tasks stood still for storage {percent(symptoms.io_pressure_ratio)} of the time"
    if at_least(symptoms.disk_utilization_ratio, STORAGE_BUSY):
        return f"the busiest disk was at work {percent(symptoms.disk_utilization_ratio)} of the time"
    return f"CPUs stood idle for it {percent(symptoms.iowait_cores or 0.0)} of the time"


def waits_for_network(symptoms: Symptoms) -> Diagnosis | None:
    """It waited while the machine's interfaces, or loopback between its own processes, moved bytes."""
    waiting = symptoms.waiting_ratio
    moved = {
        "over the network": symptoms.network_bytes_per_second or 0.0,
        "over loopback": symptoms.loopback_bytes_per_second or 0.0,
    }
    total = sum(moved.values())
    if not at_least(waiting, WAITING) or total < NETWORK_BYTES_PER_SECOND or not _can_have_moved(symptoms, total):
        return None
    share = waiting - _disk_share(symptoms)
    if share < NETWORK_REMAINDER:
        return None
    way = max(moved, key=lambda name: moved[name])
    return state(
        symptoms,
        "waits_for_network",
        share,
        f"{format_bytes(moved[way])}/s went {way} of this machine, while it left {percent(waiting)} of its CPU time "
        "unused.",
        "Send less (larger tasks, data kept where the workers are, compression), or ask for it before it is needed.",
        "network_bytes_per_second",
        "loopback_bytes_per_second",
        "voluntary_switches_per_second",
        "cores_used",
        "cores_given",
    )


def _can_have_moved(symptoms: Symptoms, total: float) -> bool:
    wake_ups, used = symptoms.voluntary_switches_per_second, symptoms.cores_used
    if wake_ups is not None and total > wake_ups * BYTES_PER_WAKE_UP:
        return False
    return used is None or total <= used * BYTES_PER_CORE_SECOND


def waits_for_gpu(symptoms: Symptoms) -> Diagnosis | None:
    """The GPU worked most of the time. How busy CPUs were says little: who waits for a GPU often spins."""
    busy = symptoms.gpu_utilization_ratio
    if not at_least(busy, GPU_BUSY) or not (symptoms.case.resources.device != "cpu" or symptoms.gpu_memory_bytes):
        return None
    return state(
        symptoms,
        "waits_for_gpu",
        busy,
        f"the GPU was at work {percent(busy)} of the time, with {cores(symptoms.cores_used or 0.0)} busy beside it.",
        "The GPU is what it needs more of: larger batches, lower precision, or another card; not more CPU workers.",
        "gpu_utilization_ratio",
        "gpu_memory_bytes",
        "cores_used",
        "cores_given",
    )


def swapping(symptoms: Symptoms) -> Diagnosis | None:
    """The machine swapped, and the case felt it: pages fetched from disk, or tasks that stood still for memory."""
    moved = symptoms.swapped_bytes_per_second
    felt = at_least(symptoms.major_faults_per_second, MAJOR_FAULTS_PER_SECOND)
    pressed = at_least(symptoms.memory_pressure_ratio, MEMORY_PRESSURE)
    if not at_least(moved, SWAPPED_BYTES_PER_SECOND) or not (felt or pressed):
        return None
    stood = symptoms.memory_pressure_ratio
    return state(
        symptoms,
        "swapping",
        (symptoms.waiting_ratio or 0.0) if stood is None else stood,
        f"{format_bytes(moved)}/s went to and from swap"
        + ("" if stood is None else f", and tasks stood still for memory {percent(stood)} of the time")
        + ".",
        "It needs more memory than there is: smaller data or batches, fewer workers, or a machine with more.",
        "swapped_bytes_per_second",
        "memory_pressure_ratio",
        "major_faults_per_second",
    )


def idle(symptoms: Symptoms) -> Diagnosis | None:
    """It left its cores unused, for whatever reason."""
    waiting, most = symptoms.waiting_ratio, symptoms.wanted_at_most_cores
    if most is None or waiting is None or waiting <= WAITING:
        return None
    return state(
        symptoms,
        "idle",
        waiting,
        f"it left {percent(waiting)} of its CPU time unused ({cores(most)} of {symptoms.cores_given:g} wanted), and "
        "nothing measured here tells what it waited for: a lock, a sleep, a peer, or work that isn't parallel.",
        "Look where it stands still, for example with `workbench run --profile pyspy`, before adding workers.",
        "cores_used",
        "cores_used_at_most",
        "cores_given",
        "run_queue_wait_cores",
        "others_cores",
    )
