"""What each panel shows, in a few words: its title, and whether it is worth its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workbench.analysis.diagnosis.stating import cores, percent
from workbench.model.units import format_bytes
from workbench.reporting.telemetry.bands import measured_window
from workbench.reporting.telemetry.drawing import Drawing, told
from workbench.reporting.telemetry.limits import limits
from workbench.reporting.telemetry.panels import GROUP, Panel
from workbench.reporting.telemetry.seeing import Seen

QUIET = 0.05
"""A panel that never shows more than so many threads, or this share of the time, is not worth its place."""
QUIET_BYTES_PER_SECOND = 1e6
NEVER_QUIET = frozenset({"memory", "cpu"})
PRESSURES = {
    "a CPU": "pressure.cpu_some_seconds",
    "memory": "pressure.memory_some_seconds",
    "storage": "pressure.io_some_seconds",
}
FAR = 3.0
"""A limit so many times above what was seen is told, not drawn: it would press the curves to the ground."""

NOT_MEASURED = "nothing was timed"


def is_quiet(drawing: Drawing) -> bool:
    """Whether there is nothing on the panel that is worth its place."""
    if not drawing.curves:
        return True
    quiet = QUIET_BYTES_PER_SECOND if drawing.panel.unit == "B/s" else QUIET
    return drawing.panel.key not in NEVER_QUIET and drawing.largest < quiet


def quiet_sentence(quiet: Sequence[Drawing]) -> str:
    """What is not drawn because nothing happened there."""
    names = [each.panel.title for each in quiet if each.curves]
    return f"Next to nothing happened on: {', '.join(names)}." if names else ""


def finding(panel: Panel, shown: Mapping[str, Seen]) -> str:
    """A panel's title: what it shows, of each trial where there are two."""
    found = {name: _finding(panel, seen) for name, seen in shown.items()}
    if len(set(found.values())) == 1:
        return f"{panel.title}: {next(iter(found.values()))}"
    return f"{panel.title}: " + "; ".join(f"{name}: {text}" for name, text in found.items())


def _finding(panel: Panel, seen: Seen) -> str:
    if panel.key == "memory":
        return _memory(seen)
    if measured_window(seen.trial.phases) is None:
        return NOT_MEASURED
    if "measured_seconds" not in seen.figures:
        return "measured too shortly to tell a mean"
    return _MEANS[panel.key](seen)


def _memory(seen: Seen) -> str:
    memory = seen.trial.memory
    if memory is None:
        return "its peak was not observed"
    low = format_bytes(memory.low_bytes)
    if memory.high_bytes is None:
        return f"peak of at least {low}"
    high = format_bytes(memory.high_bytes)
    return f"peak {low}" if low == high else f"peak between {low} and {high}"


def _cpu(seen: Seen) -> str:
    used = seen.figures.get("cores_used")
    return "not observed" if used is None else f"{used:.2f} of {cores(seen.cores_given)} busy while measured"


def _run_queue(seen: Seen) -> str:
    waited = seen.figures.get("run_queue_wait_cores")
    if waited is None:
        return "not observed"
    return "no thread waited for a CPU" if waited < 0.005 else f"{waited:.2g} threads waited for a CPU on average"


def _disk(seen: Seen) -> str:
    moved = seen.figures.get("storage_bytes_per_second")
    return "not observed" if moved is None else f"the trial moved {format_bytes(moved)}/s while measured"


def _network(seen: Seen) -> str:
    moved = {
        "over loopback": seen.figures.get("loopback_bytes_per_second", 0.0),
        "over interfaces": seen.figures.get("network_bytes_per_second", 0.0),
    }
    way = max(moved, key=lambda name: moved[name])
    return f"{format_bytes(moved[way])}/s {way}, by anyone, while measured"


def _gpu(seen: Seen) -> str:
    busy = seen.figures.get("gpu_utilization_ratio")
    return "not observed" if busy is None else f"at work {percent(busy)} of the time"


def _pressure(seen: Seen) -> str:
    """The shares of the measured time, the largest first; of the trial's own group where it has one."""
    grown = seen.trial.phase_totals.get("measure", {})
    found = {}
    for what, series in PRESSURES.items():
        stood = grown.get(f"{series}[{GROUP}]", grown.get(series))
        if stood is not None:
            found[what] = min(1.0, stood / seen.figures["measured_seconds"])
    if not found:
        return "not observed"
    worst = max(found, key=lambda what: found[what])
    return f"some task waited for {worst} {percent(found[worst])} of the time" if found[worst] >= 5e-4 else "none"


_MEANS: Mapping[str, Callable[[Seen], str]] = {
    "cpu": _cpu,
    "run_queue": _run_queue,
    "disk": _disk,
    "network": _network,
    "gpu": _gpu,
    "pressure": _pressure,
}


def how_to_read(drawing: Drawing, seen: Seen) -> str:
    """What stands under a panel's title: what is shaded, what is broken, and limits too far above to be drawn."""
    told = ["shaded: where the peak of what was measured lies"] if drawing.peaks else []
    told += ["grey: nobody looked"] if drawing.gaps else []
    return "; ".join(filter(None, (*told, limit_sentence(drawing.panel, seen, drawing.largest))))


def limit_sentence(panel: Panel, seen: Seen, largest: float) -> str:
    """Limits that lie too far above what was seen to be drawn."""
    far = [each for each in limits(panel, seen) if each.value > FAR * max(largest, 1e-12)]
    return "; ".join(f"far below {told(each.value, panel.unit)} ({each.name})" for each in far[:1])
