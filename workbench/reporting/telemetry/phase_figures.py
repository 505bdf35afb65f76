"""What a trial's record says of each phase, telemetry file or not: how long, and what counters grew by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model.trial import TrialRecord
from workbench.reporting.figures import BYTES, SECONDS, Quantity

SECONDS_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "CPU time": ("cpu_tree.user_seconds", "cpu_tree.system_seconds"),
    "waited for a CPU": ("run_queue.run_queue_wait_seconds",),
    "others' CPU time": ("host_cpu.others_seconds",),
}
BYTES_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "read from storage": ("io_tree.read_bytes",),
    "written to storage": ("io_tree.written_bytes",),
    "over loopback": ("host_network.loopback_bytes",),
}
TIME = "time"
QUANTITIES: Mapping[str, Quantity] = {
    **dict.fromkeys((TIME, *SECONDS_COLUMNS), SECONDS),
    **dict.fromkeys(BYTES_COLUMNS, BYTES),
}
"""What each column is a figure of."""


def phase_columns(trial: TrialRecord) -> dict[str, list[str | float | None]]:
    """A row a phase: how long, all its repeats together, and what grew in it. In base units."""
    names = list(dict.fromkeys(phase.name for phase in trial.phases))
    totals = [_bare(trial.phase_totals.get(name, {})) for name in names]
    columns: dict[str, list[str | float | None]] = {
        "phase": list(names),
        TIME: [sum(phase.seconds for phase in trial.phases if phase.name == name) for name in names],
    }
    for title, counters in {**SECONDS_COLUMNS, **BYTES_COLUMNS}.items():
        column = [_total(grown, counters) for grown in totals]
        if any(column):
            columns[title] = list(column)
    return columns


def _bare(grown: Mapping[str, float]) -> dict[str, float]:
    """Growth by `probe.series`, over all instances."""
    bare: dict[str, float] = {}
    for name, value in grown.items():
        counter = name.partition("[")[0]
        bare[counter] = bare.get(counter, 0.0) + value
    return bare


def _total(grown: Mapping[str, float], counters: Sequence[str]) -> float | None:
    found = [grown[counter] for counter in counters if counter in grown]
    return sum(found) if found else None
