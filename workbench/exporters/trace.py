"""A run as a trace: opened by Perfetto (https://ui.perfetto.dev) and by Chrome (chrome://tracing).

Source: "Trace Event Format" (the JSON object format: `X` complete slices, `C` counters, `M` metadata).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workbench.contracts import Exporter, Sample
from workbench.exporters._tracks import Track, tracks
from workbench.model.run import Run, RunHeader
from workbench.model.trial import Phase, TrialRecord
from workbench.registry import catalogue, load

Event = Mapping[str, Any]

RUN_TRACK = 1
THREAD = 1
MOST_POINTS = 400_000
"""Points of counters in a whole trace, about 100 bytes each: both viewers stay quick with that. Every series of every
trial has one at least."""
MOST_PROCESSES = 2_000
"""Tracks of processes in a whole trace."""


class Trace(Exporter):
    """Chrome/Perfetto trace: trials in time, their phases as slices, series as counters, a track per process.

    Counters that only grow are drawn as rates. A long run is drawn coarser, by the peaks of gauges and the mean
    rates of counters, so that its file stays under some 50 MB.
    """

    name = "trace"
    suffix = ".trace.json"

    def export(self, run: Run, samples: Callable[[str], Iterable[Sample]]) -> Iterator[str]:
        """An event a line. Memory is needed for the samples of one trial at a time."""
        separator = '{"displayTimeUnit": "ms", "traceEvents": [\n'
        for event in _events(run, samples):
            yield separator + _json(event)
            separator = ",\n"
        header = {"run_id": run.header.run_id, "machine": run.header.machine.cpu_model}
        yield '\n], "otherData": ' + _json(header) + "}\n"


def _events(run: Run, samples: Callable[[str], Iterable[Sample]]) -> Iterator[Event]:
    header = run.header
    yield _metadata("process_name", RUN_TRACK, name=f"run {header.run_id}")
    yield _metadata("thread_name", RUN_TRACK, name="trials")
    growing = _growing()
    trials = max(1, len(run.trials))
    labels = {planned.case.id: planned.case.label() for planned in header.plan.cases}
    next_track = RUN_TRACK + 1
    end_seconds = 0.0
    for trial in sorted(run.trials, key=lambda trial: trial.started_at):
        # The wall clock may have been set back between two trials, which never overlap.
        begin = max(end_seconds, _since(header, trial))
        end_seconds = begin + trial.elapsed_seconds
        yield from _slices(trial, labels.get(trial.case_id, trial.case_id), begin)
        for track in tracks(samples(trial.trial_id), growing, MOST_POINTS // trials, MOST_PROCESSES // trials):
            if not track.process:
                yield from _counters(track, RUN_TRACK, begin)
                continue
            yield from _process(track, next_track, trial.trial_id, begin)
            next_track += 1


def _slices(trial: TrialRecord, label: str, begin: float) -> Iterator[Event]:
    """The trial and, within it, its phases: a viewer nests slices of one thread by their times."""
    told = {
        "trial": trial.trial_id,
        "status": trial.status,
        "launch": trial.launch,
        "wall_seconds": list(trial.wall_seconds),
        "reason": _printable(trial.reason or ""),
        "profile": trial.profile,
    }
    whole = Phase("trial", 0.0, trial.elapsed_seconds)
    shown = {name: value for name, value in told.items() if value not in (None, "", [])}
    yield _slice(whole, label if trial.status == "ok" else f"{trial.status}: {label}", "trial", begin, whole, shown)
    repeats = 0
    for phase in sorted(trial.phases, key=lambda phase: (phase.start_seconds, -phase.end_seconds)):
        repeats += phase.name == "measure"
        told = {"repeat": repeats} if phase.name == "measure" else {}
        yield _slice(phase, phase.name, "phase", begin, whole, told)


def _slice(phase: Phase, name: str, kind: str, begin: float, whole: Phase, told: Mapping[str, Any]) -> Event:
    first, last = (min(max(seconds, 0.0), whole.end_seconds) for seconds in (phase.start_seconds, phase.end_seconds))
    return {
        "ph": "X",
        "name": _printable(name),
        "cat": kind,
        "pid": RUN_TRACK,
        "tid": THREAD,
        "ts": _microseconds(begin + first),
        "dur": max(0.0, round(_microseconds(begin + last) - _microseconds(begin + first), 3)),
        "args": dict(told),
    }


def _process(track: Track, number: int, trial_id: str, begin: float) -> Iterator[Event]:
    on_node = f" on {track.node}" if track.node else ""
    yield _metadata("process_name", number, name=_printable(f"{track.process}{on_node} · {trial_id}"))
    yield _metadata("process_sort_index", number, sort_index=number)
    lasted = _microseconds(track.last_seconds - track.first_seconds)
    first = _microseconds(begin + track.first_seconds)
    seen = {"ph": "X", "name": "seen", "cat": "process", "pid": number, "tid": THREAD, "ts": first, "dur": lasted}
    yield {**seen, "args": {"process": _printable(track.process), "trial": trial_id}}
    yield from _counters(track, number, begin)


def _counters(track: Track, number: int, begin: float) -> Iterator[Event]:
    on_node = f" on {track.node}" if track.node else ""
    for curve in track.curves:
        name = _printable(curve.name + on_node)
        for at_seconds, value in curve.points:
            at = _microseconds(begin + at_seconds)
            yield {"ph": "C", "name": name, "pid": number, "ts": at, "args": {"value": float(f"{value:.6g}")}}


def _metadata(kind: str, number: int, **told: Any) -> Event:
    return {"ph": "M", "name": kind, "pid": number, "tid": THREAD, "args": told}


def _since(header: RunHeader, trial: TrialRecord) -> float:
    return max(0.0, trial.started_at - header.created_at)


def _microseconds(seconds: float) -> float:
    return round(seconds * 1e6, 3)


def _growing() -> frozenset[str]:
    """`probe.series` of every series that only grows, as its probe says."""
    return frozenset(
        f"{name}.{series}" for name, reference in catalogue("probe").items() for series in load(reference).counters
    )


def _printable(text: str) -> str:
    """The text with control, bidirectional and surrogate characters written out: a process may call itself anything."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _json(value: Any) -> str:
    """ASCII only, and safe to be put into a page: viewers do that."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e")


PLUGIN = Trace
