"""Which series are drawn together, as what, and in which unit: a panel a resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.reporting.telemetry.recording import Line, Recording

GROUP = "group"
"""The instance of what the kernel counts for the trial's own control group, where the machine's is told too."""


@dataclass(frozen=True)
class Curve:
    """One curve: the sum of its series and of all their instances, or the largest instance.

    `grows`: the series only grow, and what is drawn is by how much a second. `seldom`: it is read about once a second,
    so that a straight line between two readings says little, and each reading is shown. `never_zero`: nothing that
    lives has none of it, so a reading of 0 at the end was taken when all had gone.
    """

    name: str
    series: tuple[str, ...]
    grows: bool = True
    largest: bool = False
    seldom: bool = False
    never_zero: bool = False

    def lines(self, recording: Recording) -> list[Line]:
        """What it is made of; of pressure, that of the trial's own group where there is one."""
        found = recording.of(self.series)
        own = [line for line in found if line.instance == GROUP]
        lines = own or found
        if self.never_zero:
            lines = [line for line in (each.until_gone() for each in lines) if len(line.values)]
        return lines


@dataclass(frozen=True)
class Panel:
    """`unit` is of the drawn values: `B`, `B/s`, `cores`, `threads` or `share`. `probes` are whom to ask why not."""

    key: str
    title: str
    unit: str
    axis: str
    curves: tuple[Curve, ...]
    probes: tuple[str, ...]


PANELS: tuple[Panel, ...] = (
    Panel(
        "memory",
        "Memory",
        "B",
        "memory",
        (
            Curve(
                "shared pages once (ΣPSS), a dot a look",
                ("memory_proportional.proportional_bytes",),
                grows=False,
                seldom=True,
                never_zero=True,
            ),
            Curve(
                "shared pages in each process (ΣRSS)",
                ("memory_resident.resident_bytes",),
                grows=False,
                never_zero=True,
            ),
            Curve("counted against the limit, page cache too", ("group_memory.usage_bytes",), grows=False),
        ),
        ("memory_proportional", "memory_resident"),
    ),
    Panel(
        "cpu",
        "CPU",
        "cores",
        "cores busy",
        (
            Curve("the trial", ("cpu_tree.user_seconds", "cpu_tree.system_seconds")),
            Curve("other programs", ("host_cpu.others_seconds",)),
            Curve("withheld by the host (steal)", ("host_cpu.steal_seconds",)),
        ),
        ("cpu_tree", "host_cpu"),
    ),
    Panel(
        "run_queue",
        "Run queue",
        "threads",
        "threads waiting",
        (
            Curve("ready to run, without a CPU", ("run_queue.run_queue_wait_seconds",)),
            Curve("held by the CPU limit", ("throttling.throttled_seconds",)),
        ),
        ("run_queue",),
    ),
    Panel(
        "disk",
        "Disk",
        "B/s",
        "bytes a second",
        (
            Curve("the trial wrote", ("io_tree.written_bytes",)),
            Curve("the trial read", ("io_tree.read_bytes",)),
            Curve("all disks, by anyone", ("host_disk.read_bytes", "host_disk.written_bytes")),
        ),
        ("io_tree", "host_disk"),
    ),
    Panel(
        "network",
        "Network",
        "B/s",
        "bytes a second",
        (
            Curve("received", ("host_network.received_bytes",)),
            Curve("sent", ("host_network.sent_bytes",)),
            Curve("over loopback", ("host_network.loopback_bytes",)),
        ),
        ("host_network",),
    ),
    Panel(
        "gpu",
        "GPU",
        "share",
        "share of time busy",
        (
            Curve("kernels, busiest card", ("gpu.gpu_utilization_ratio",), grows=False, largest=True),
            Curve("its memory's bus", ("gpu.gpu_memory_utilization_ratio",), grows=False, largest=True),
        ),
        ("gpu",),
    ),
    Panel(
        "pressure",
        "Pressure",
        "share",
        "share of time",
        (
            Curve("some task waited for a CPU", ("pressure.cpu_some_seconds",)),
            Curve("some task waited for memory", ("pressure.memory_some_seconds",)),
            Curve("some task waited for storage", ("pressure.io_some_seconds",)),
        ),
        ("pressure",),
    ),
)


def unavailable(panel: Panel, reasons: Mapping[str, str]) -> list[str]:
    """Why what belongs on the panel was not seen, or not to the end: `host_disk: reason`."""
    found = {name: reason for name, reason in reasons.items() if name.partition(".")[0] in panel.probes}
    return [reason if name == panel.key else f"{name}: {reason}" for name, reason in found.items()]
