"""A trial: the record of one launch. Facts only: what was observed, never changed afterwards.

One record is one line of `trials.jsonl`, so names are written out but nothing is stored twice: the case
itself stands once in `run.json` under its `case_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, NamedTuple, Optional, Tuple

from workbench.model.cluster import EngineUse, NodeUse

OK = "ok"
FAILED = "failed"
TIMEOUT = "timeout"
OUT_OF_MEMORY = "out_of_memory"
SKIPPED = "skipped"
STATUSES = (OK, FAILED, TIMEOUT, OUT_OF_MEMORY, SKIPPED)


class Phase(NamedTuple):
    """A named stretch of a trial, in seconds since its launch (CLOCK_MONOTONIC on both ends).

    `measure` occurs once a repeat. An inner phase (INNER_PHASES) lies within a `measure`. A tuple, not a
    dataclass, because a trial has many and they are stored as short arrays: ["setup", 0.1, 0.3].
    """

    name: str
    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True)
class Score:
    """The quality of a result on held-out data, or its objective value."""

    name: str
    value: float
    higher_is_better: bool
    tolerance: float


@dataclass(frozen=True)
class MemoryPeak:
    """The peak memory of the whole process tree lies in [low_bytes, high_bytes].

    Memory is every page that the tree has mapped in RAM, counted once, whoever else maps it; swap is told apart
    (the series `swap_bytes`, the total `swap_peak_bytes`). The peak is that of the measured window: from the first
    `measure` to the end of the last, what lies between two repeats included; of the whole trial where none began. The
    whole trial's, set-up and all, stands in the record's totals: `trial_peak_low_bytes`, and where it may be claimed
    `trial_peak_high_bytes`.

    `low_estimator`, each no more than the peak:
    - `pss_sampled`: the largest sampled sum of proportional set sizes;
    - `anonymous_sampled`: the largest anonymous memory of the tree at a tick, what forks may share taken once;
    - `vmhwm`: the kernel's own peak of one process (reset as the window began);
    - `maxrss`: the same of a child that lived and died in the window, however briefly (getrusage(2));
    - `rss_sampled`: the sum of resident set sizes, where nothing better can be read: shared pages count once a process.

    `high_estimator`, each no less:
    - `vmhwm`: exact, where one process was all there was;
    - `vmhwm_sum`: the sum of the kernel's peaks over the window's processes: shared pages count once a process, and the
      peaks need not have coincided. Not claimed when a process came or went in the window;
    - `cgroup_peak_with_page_cache`: the peak of the trial's control groups over the whole trial, which is what a memory
      limit is held against. Cached file pages that the trial never mapped are in it; those that others had brought in
      (libraries of an earlier trial) are not, so it may be lower than the truth by their size.

    `rss_sampled_bytes` is the largest sampled ΣRSS, for comparison with tools that tell no more.
    """

    low_bytes: int
    low_estimator: str
    high_bytes: Optional[int] = None
    high_estimator: Optional[str] = None
    rss_sampled_bytes: Optional[int] = None


@dataclass(frozen=True)
class CpuUse:
    """What every process the trial started used, from the kernel's accounting at exit (wait4(2), all threads).

    A voluntary switch is a wait for something; an involuntary one is a CPU taken away.
    """

    user_seconds: float
    system_seconds: float
    voluntary_switches: Optional[int] = None
    involuntary_switches: Optional[int] = None


@dataclass(frozen=True)
class AppliedLimits:
    """How a case's limits were put on the trial, and what they did to it.

    `mechanism`: `cgroup_v1`, `cgroup_v2`, `systemd` (a scope of its own, divided as version 2), `affinity` (whole
    cores, or a set of CPUs) or `rlimit` (RLIMIT_DATA: the private memory of each process by itself, not of the trial);
    joined by `+` where one could not carry all limits. `groups` counts those with a limit. `peak_bytes` is the control
    group's own peak, page cache included; `oom_kills` counts the processes that the kernel killed in the trial's groups
    for want of memory.
    """

    mechanism: str
    groups: int = 0
    throttled_seconds: Optional[float] = None
    throttled_periods: Optional[int] = None
    peak_bytes: Optional[int] = None
    oom_kills: Optional[int] = None


@dataclass(frozen=True)
class SamplerHealth:
    """The sampler on itself: its share of one core, ticks, the longest stretch without one, what it couldn't read."""

    ticks: int
    duty_ratio: float
    worst_gap_seconds: float
    errors: int = 0
    unavailable: Dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ThreadPool:
    """One native thread pool of the child's main process, as threadpoolctl tells it."""

    api: str
    library: str
    version: str
    threads: int


@dataclass(frozen=True)
class TrialRecord:
    """One launch of one case.

    `wall_seconds` are the timed calls (repeats) in order; where a repeat is `calls_per_repeat` calls, being too short
    alone, each is their mean. `tree_peak_processes` and `tree_peak_threads`
    are the largest counts sampled. `started_at` is in seconds since the epoch (UTC). `data_hash` is the
    SHA-256 over the cached data that the trial read.

    `totals` is what the probes came to over the trial beyond the fields that stand here, by name with its unit.
    `phase_totals` holds, for every phase, by how much each counter of a probe grew in it
    (`{"measure": {"cpu_tree.user_seconds": 1.2}}`). `largest_process_bytes` is the largest `ru_maxrss` among the
    processes. `declared_bytes` is what the solver or the workload says one call must move between memory and what
    computes at the least, `declared_operations` how many floating-point operations it takes, in numbers of `precision`.
    `compiles` names what compiled in the first call, the warm-up (`XLA`, `numba`).
    `gil_contention_ratio` is the share of the measured time in which the main process's interpreter lock was not to be
    had at once; `gil_enabled` is False on a free-threaded interpreter. `profile` names the profiler that ran along:
    such a trial is no measurement and is never counted among those that are.

    `figures` is what solver or workload told of its measured calls beside their time (`moved_bytes`, `steps`): by name
    with its unit, one value a call that told it, in order.

    `instructions` is what one measured call executes in user mode, all threads. It is counted in a twin of this launch
    that runs under `instructions_counter` with PYTHONHASHSEED=0 and without address randomisation, and that is used
    for nothing else. `instructions_unavailable` says why it was asked for and isn't there.

    `nodes` are those of a cluster that it ran on. Then `memory` is of the node with the largest peak, over the stretch
    that NodeUse tells; `totals` has the sum of all nodes' peaks as `nodes_peak_sum_bytes`, and what the process that
    hands the work out used at most, in the measured window, as `driver_peak_low_bytes`. `cpu` is of that process.

    `engine` is what the cluster's engine counted by itself.

    `host` is the machine of a farm that made the launch; None: the one that ran the session. `lost_hosts` are those
    that were lost while they made it before.
    """

    trial_id: str
    case_id: str
    launch: int
    status: str
    started_at: float
    elapsed_seconds: float
    wall_seconds: Tuple[float, ...] = ()
    reason: Optional[str] = None
    stderr_tail: Optional[str] = None
    phases: Tuple[Phase, ...] = ()
    score: Optional[Score] = None
    memory: Optional[MemoryPeak] = None
    cpu: Optional[CpuUse] = None
    tree_peak_processes: Optional[int] = None
    tree_peak_threads: Optional[int] = None
    read_bytes: Optional[int] = None
    written_bytes: Optional[int] = None
    threadpools: Tuple[ThreadPool, ...] = ()
    threadpools_unavailable: Optional[str] = None
    versions: Dict[str, str] = field(default_factory=dict)
    data_hash: Optional[str] = None
    sampler: Optional[SamplerHealth] = None
    leftovers: Tuple[str, ...] = ()
    host_busy_ratio: Optional[float] = None
    totals: Dict[str, float] = field(default_factory=dict)
    phase_totals: Dict[str, Dict[str, float]] = field(default_factory=dict)
    largest_process_bytes: Optional[int] = None
    limits: Optional[AppliedLimits] = None
    profile: Optional[str] = None
    declared_bytes: Optional[int] = None
    declared_operations: Optional[int] = None
    precision: Optional[str] = None
    compiles: Optional[str] = None
    gil_enabled: Optional[bool] = None
    gil_contention_ratio: Optional[float] = None
    calls_per_repeat: Optional[int] = None
    instructions: Optional[int] = None
    instructions_counter: Optional[str] = None
    instructions_unavailable: Optional[str] = None
    figures: Dict[str, Tuple[float, ...]] = field(default_factory=dict)
    nodes: Tuple[NodeUse, ...] = ()
    engine: Tuple[EngineUse, ...] = ()
    host: Optional[str] = None
    lost_hosts: Tuple[str, ...] = ()

    @property
    def nodes_measured_cpu_seconds(self) -> Optional[float]:
        """CPU time of all nodes' workers in the timed calls; None where a node was not watched, or there is none."""
        found = [node.measured_cpu_seconds for node in self.nodes]
        known = [seconds for seconds in found if seconds is not None]
        return sum(known) if known and len(known) == len(found) else None
