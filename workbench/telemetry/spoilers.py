"""What on this machine would spoil a measurement now, in plain sentences."""

from __future__ import annotations

import glob
import os
import shutil
import time
from typing import Callable, Iterator, Optional, Tuple

from workbench.telemetry.kernel.containers import read_limits
from workbench.telemetry.kernel.procfs import CpuTicks, parse_cpu_ticks, parse_meminfo
from workbench.telemetry.kernel.topology import read_bytes, read_line, read_topology

GIBIBYTE = 1 << 30
LOOK_SECONDS = 0.5
BUSY_RATIO = 0.1
STEAL_RATIO = 0.01
LEAST_FREE_RATIO = 0.1
LEAST_DISK_BYTES = 2 * GIBIBYTE


def read_spoilers(
    folder: str = ".", proc: str = "/proc", sys: str = "/sys", sleep: Callable[[float], None] = time.sleep
) -> Tuple[str, ...]:
    """Each sentence names what was found and what to do; none found: empty. Looks for half a second.

    `folder` is where results will be written; it need not exist yet. Where there is no /proc only memory, disk and
    load are looked at,
    through psutil.
    """
    found = [*_disk(folder)]
    if os.path.exists(proc + "/meminfo"):
        found += [*_load(proc, sleep), *_clock(sys), *_power(sys), *_memory(proc), *_limit(proc, sys)]
    else:
        found += _portable()
    return tuple(found)


def _load(proc: str, sleep: Callable[[float], None]) -> Iterator[str]:
    before = read_cpu_ticks(proc)
    sleep(LOOK_SECONDS)
    after = read_cpu_ticks(proc)
    if before is None or after is None:
        return
    spent = [last - first for first, last in zip(before[:8], after[:8])]
    total = sum(spent)
    if total <= 0:
        return
    yield from _busy((after.busy - before.busy) / total)
    steal = (after.steal - before.steal) / total
    if steal >= STEAL_RATIO:
        yield "The hypervisor takes %.0f %% of the CPU time from this guest; times vary with its other guests." % (
            100 * steal
        )


def _busy(ratio: float) -> Iterator[str]:
    if ratio >= BUSY_RATIO:
        yield "Other programs use %.0f %% of the CPUs now; close them, or wait." % (100 * ratio)


def read_cpu_ticks(proc: str) -> Optional[CpuTicks]:
    """The machine's CPU time so far (proc_stat(5)); None where it can't be read."""
    data = read_bytes(proc + "/stat")
    return parse_cpu_ticks(data) if data else None


def _clock(sys: str) -> Iterator[str]:
    cpus = sys + "/devices/system/cpu"
    governors = {read_line(path) for path in glob.glob(glob.escape(cpus) + "/cpu[0-9]*/cpufreq/scaling_governor")}
    slow = sorted(governors - {"performance", ""})
    if slow:
        yield (
            "The CPU frequency governor is %s, so the clock follows the load; "
            "for steady times: sudo cpupower frequency-set -g performance." % " and ".join(slow)
        )
    if read_line(cpus + "/intel_pstate/no_turbo") == "0" or read_line(cpus + "/cpufreq/boost") == "1":
        yield "Turbo is on: one busy core runs faster than all of them, which looks like bad scaling."


def _power(sys: str) -> Iterator[str]:
    supplies = glob.glob(glob.escape(sys) + "/class/power_supply/*")
    mains = [read_line(supply + "/online") for supply in supplies if read_line(supply + "/type") == "Mains"]
    if mains and "1" not in mains:
        yield "The machine runs on battery, which slows it; plug it in."


def _memory(proc: str) -> Iterator[str]:
    memory = parse_meminfo(read_bytes(proc + "/meminfo"))
    yield from _scarce(memory.get("MemAvailable"), memory.get("MemTotal", 0))
    yield from _swapped(memory.get("SwapTotal", 0) - memory.get("SwapFree", 0))


def _scarce(free: Optional[int], total: int) -> Iterator[str]:
    if free is not None and free < LEAST_FREE_RATIO * total:
        yield "Only %.1f of %.1f GiB of memory are free." % (free / GIBIBYTE, total / GIBIBYTE)


def _swapped(used: int) -> Iterator[str]:
    if used > 0:
        yield "%.2f GiB are swapped out; what needs them will wait for the disk." % (used / GIBIBYTE)


def _limit(proc: str, sys: str) -> Iterator[str]:
    cores, usable = read_limits(proc, sys).cpu_cores, read_topology(proc, sys).usable_cpus
    if cores is not None and cores < usable:
        yield (
            "A control group limits this process to %g of the %d CPUs it sees: "
            "more workers than that are throttled, not slowed evenly." % (cores, usable)
        )


def _disk(folder: str) -> Iterator[str]:
    existing = os.path.abspath(folder)
    while not os.path.isdir(existing):
        existing = os.path.dirname(existing)
    free = shutil.disk_usage(existing).free
    if free < LEAST_DISK_BYTES:
        yield "Only %.1f GiB are free on the disk of %s." % (free / GIBIBYTE, existing)


def _portable() -> Iterator[str]:
    import psutil

    yield from _busy(psutil.cpu_percent(LOOK_SECONDS) / 100)
    memory = psutil.virtual_memory()
    yield from _scarce(memory.available, memory.total)
    yield from _swapped(psutil.swap_memory().used)
