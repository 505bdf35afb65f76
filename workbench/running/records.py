"""From what the processes told to a TrialRecord. Pure: no process, no clock, no file."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field, replace
from typing import Optional

from workbench.model.plan import TrialSpec
from workbench.model.trial import (
    FAILED,
    OK,
    OUT_OF_MEMORY,
    SKIPPED,
    TIMEOUT,
    AppliedLimits,
    CpuUse,
    Phase,
    SamplerHealth,
    Score,
    ThreadPool,
    TrialRecord,
)
from workbench.model.units import exact_bytes
from workbench.running.energy import measured_energy
from workbench.running.engine import engine_uses
from workbench.running.nodes import WatchedNode, largest_peak, nodes_totals, uses
from workbench.running.peaks import measured_peak, trial_peak
from workbench.telemetry.summary import WatchSummary
from workbench.wire import Message

WORKER_DEATHS = (
    "TerminatedWorkerError",
    "BrokenProcessPool",
    "KilledWorker",
    "WorkersLost",
    "WorkerCrashedError",
    "SIGKILL",
    "a rank ended",
)
"""How joblib, concurrent.futures, Dask (and we, of its workers), Ray and we, of MPI's ranks, name the sudden death of a
worker."""


@dataclass
class Told:
    """What launcher, child and sampler said of one launch, as it came in."""

    launched_at: float
    started_at: float
    phases: list[Message] = field(default_factory=list)
    running: Optional[str] = None
    facts: Message = field(default_factory=dict)
    peaks: Message = field(default_factory=dict)
    nodes: tuple[WatchedNode, ...] = ()
    engine: Optional[Message] = None
    failure: Optional[Message] = None
    exited: Optional[Message] = None
    refused: Optional[str] = None
    done: bool = False
    timed_out: bool = False
    oom_kills: int = 0
    sampled: Optional[WatchSummary] = None
    sampler_lost: Optional[str] = None
    series_lost: Optional[str] = None
    limits: Optional[AppliedLimits] = None

    def hear(self, message: Message) -> None:
        """Keep what a message says."""
        kind = message["type"]
        if kind == "phase":
            self.phases.append(message)
        elif kind == "edge":
            self.running = message["name"] if message["edge"] == "start" else None
        elif kind in {"facts", "failure", "exited", "engine"}:
            setattr(self, kind, message)
        elif kind == "peaks":
            self.peaks = {**self.peaks, **message}
        elif kind == "refused":
            self.refused = message["reason"]
        elif kind == "done":
            self.done = True


def skipped(spec: TrialSpec, started_at: float) -> TrialRecord:
    """The record of a case that can't run here."""
    return TrialRecord(
        spec.trial_id,
        spec.planned.case.id,
        spec.launch,
        SKIPPED,
        started_at,
        0.0,
        reason=spec.planned.skip_reason,
    )


def record(spec: TrialSpec, told: Told) -> TrialRecord:
    """The facts of one launch, whatever became of it."""
    status, reason = _outcome(spec, told)
    exited = told.exited or {}
    sampled = told.sampled or WatchSummary(spec.trial_id, SamplerHealth(0, 0.0, 0.0))
    score = told.facts.get("score")
    driver_peak = measured_peak(sampled, told.peaks)
    phases = _phases(told)
    return TrialRecord(
        trial_id=spec.trial_id,
        case_id=spec.planned.case.id,
        launch=spec.launch,
        status=status,
        started_at=told.started_at,
        elapsed_seconds=exited.get("at", told.launched_at) - told.launched_at,
        wall_seconds=_wall_seconds(told),
        reason=reason,
        stderr_tail=None if status == OK else exited.get("stderr_tail", "").strip() or None,
        phases=phases,
        score=None if score is None else Score(**score),
        memory=largest_peak(told.nodes) or driver_peak,
        totals={
            **sampled.totals,
            **trial_peak(sampled, {**told.peaks, **told.facts, **exited}),
            **nodes_totals(told.nodes, driver_peak),
            **measured_energy(sampled.phase_totals),
        },
        phase_totals=sampled.phase_totals,
        cpu=_cpu(exited),
        tree_peak_processes=sampled.tree_peak_processes,
        tree_peak_threads=sampled.tree_peak_threads,
        read_bytes=sampled.read_bytes,
        written_bytes=sampled.written_bytes,
        threadpools=tuple(ThreadPool(**pool) for pool in told.facts.get("threadpools", ())),
        threadpools_unavailable=told.facts.get("threadpools_unavailable"),
        versions=told.facts.get("versions", {}),
        data_hash=spec.data_hash,
        sampler=_health(told),
        leftovers=tuple(exited.get("leftovers", ())),
        host_busy_ratio=sampled.host_busy_ratio,
        profile=spec.profile,
        calls_per_repeat=told.facts.get("calls_per_repeat"),
        declared_bytes=told.facts.get("declared_bytes"),
        declared_operations=told.facts.get("declared_operations"),
        precision=told.facts.get("precision"),
        compiles=told.facts.get("compiles"),
        gil_enabled=told.facts.get("gil_enabled"),
        gil_contention_ratio=told.facts.get("gil_contention_ratio"),
        instructions_unavailable=told.facts.get("instructions_unavailable"),
        figures={name: tuple(values) for name, values in told.facts.get("figures", {}).items()},
        limits=told.limits,
        largest_process_bytes=exited.get("largest_process_bytes"),
        nodes=uses(told.nodes, phases),
        engine=() if told.engine is None else engine_uses(told.engine, told.nodes),
    )


def _cpu(exited: Message) -> Optional[CpuUse]:
    if not exited:
        return None
    return CpuUse(
        exited["user_seconds"],
        exited["system_seconds"],
        exited.get("voluntary_switches"),
        exited.get("involuntary_switches"),
    )


def _wall_seconds(told: Told) -> tuple[float, ...]:
    calls = told.facts.get("calls_per_repeat", 1)
    return tuple((mark["end"] - mark["start"]) / calls for mark in told.phases if mark["name"] == "measure")


def _phases(told: Told) -> tuple[Phase, ...]:
    zero = told.launched_at
    return tuple(Phase(mark["name"], mark["start"] - zero, mark["end"] - zero) for mark in told.phases)


def _outcome(spec: TrialSpec, told: Told) -> tuple[str, Optional[str]]:
    if told.refused is not None:
        return FAILED, told.refused
    if told.limits is not None and told.limits.oom_kills:
        return OUT_OF_MEMORY, _over_the_limit(spec, told.limits.oom_kills)
    if told.timed_out:
        return TIMEOUT, f"still running after {spec.measure.timeout_seconds:g} s"
    if told.failure is not None:
        return _failure(told.failure, told.oom_kills)
    status = None if told.exited is None else told.exited["status"]
    return (OK, None) if told.done and status == 0 else _sudden_end(status, told)


def _over_the_limit(spec: TrialSpec, oom_kills: int) -> str:
    """The kernel's count is of the trial's own groups: it is certain, however the trial ended."""
    limit = spec.planned.case.resources.memory_limit_bytes
    killed = "1 process" if oom_kills == 1 else f"{oom_kills} processes"
    return f"over its memory limit of {exact_bytes(limit or 0)}: the kernel killed {killed} of it"


def _failure(failure: Message, oom_kills: int) -> tuple[str, str]:
    """What the child said of itself. The kernel's count is of the whole machine: only with a worker's death beside
    it does it tell that the trial ran out of memory."""
    if oom_kills and any(death in failure["reason"] for death in WORKER_DEATHS):
        return OUT_OF_MEMORY, f"the kernel killed a worker for want of memory; then {failure['reason']}"
    return failure["status"], failure["reason"]


def _sudden_end(status: Optional[int], told: Told) -> tuple[str, str]:
    """It ended without a word: a signal, or an exit from below Python."""
    if status == -signal.SIGKILL and told.oom_kills:
        return OUT_OF_MEMORY, "killed by the kernel for want of memory"
    how = f"by signal {signal.Signals(-status).name}" if status is not None and status < 0 else f"with status {status}"
    return FAILED, f"ended {how} in {told.running or 'no phase'}"


def _health(told: Told) -> Optional[SamplerHealth]:
    if told.sampled is not None:
        health = told.sampled.sampler
        lacking = told.facts.get("gil_contention_unavailable")
        more = {} if lacking is None else {"gil_contention": lacking}
        if told.series_lost is not None:
            more["nodes"] = told.series_lost
        return replace(health, unavailable={**health.unavailable, **more})
    if told.sampler_lost is not None:
        return SamplerHealth(0, 0.0, 0.0, 1, {"sampler": told.sampler_lost})
    return None
