"""What the sampler reads of a process tree and its machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, Mapping, Optional, Protocol, Sequence, Tuple

from workbench.contracts.plugin import Plugin


class ObservedProcess(Protocol):
    """One process of a watched tree, as it stood at the last tick. Times are seconds since it began.

    `reaped_*` is what the kernel has added up over the children that this process has waited for.
    """

    pid: int
    started: int
    """Start time in the kernel's ticks since boot; with `pid` it tells a process from a later one of its number."""
    threads: int
    user_seconds: float
    system_seconds: float
    reaped_user_seconds: float
    reaped_system_seconds: float
    reaped_faults: int

    def resident_bytes(self) -> int:
        """Resident set size at this tick; 0 for a process that has gone."""

    def anonymous_bytes(self) -> int:
        """The part of it that no file and no shared memory backs; 0 where that can't be told."""

    def read(self, name: str, keep: bool = True) -> bytes:
        """The start (16 KiB) of the process's file `name` under /proc/PID, by a descriptor that is kept if `keep`.

        Empty where the process has gone. Raises OSError where it may not be read.
        """


class ObservedTree(Protocol):
    """The processes that a trial started, refreshed before the probes are asked.

    `launcher` is the process outside the tree that the tree's orphans fall to, where the runner named one.
    `user_seconds` and `system_seconds` are of the whole tree since the watch began, ended processes included;
    they never fall. `workers` is how many the trial was told to use.
    """

    processes: Sequence[ObservedProcess]
    arrived: Sequence[ObservedProcess]
    departed: Sequence[ObservedProcess]
    launcher: Optional[ObservedProcess]
    user_seconds: float
    system_seconds: float
    workers: int


@dataclass(frozen=True)
class Place:
    """Where a probe reads: `proc` and `sys` are where those file systems stand, so that it can try a recorded tree.

    `groups` are the folders of the control groups that the trial was put in, of any hierarchy and both versions;
    which files a folder holds tells what it is. Empty where the trial has no limits.
    """

    proc: str = "/proc"
    sys: str = "/sys"
    groups: Tuple[str, ...] = ()


class Probe(Plugin):
    """What the sampler reads at a tick. One instance watches one trial, then is closed.

    `series` maps each series to its unit; a sample may carry an instance in brackets after the name
    (`received_bytes[eth0]`). `counters` are those that only grow: what a phase used of one is a difference, and the
    watch works it out for every phase. `interval_seconds` is the shortest time between two samples of
    this probe; 0 means every tick, though while nothing moves in the tree only about one a second. `disturbs` says
    that reading holds the watched processes up (locks, page-table walks): such a probe is not asked as a `measure`
    begins. An OSError out of `sample` ends the probe for this trial; its text becomes the reason in the record.
    """

    series: Mapping[str, str] = {}
    counters: FrozenSet[str] = frozenset()
    interval_seconds = 0.0
    disturbs = False

    def __init__(self, place: Place) -> None:
        self.place = place

    def unreadable(self) -> Optional[str]:
        """Why this can't be read on this machine; None when it can. Asked once, before the first sample."""
        return None

    def due(self, tree: ObservedTree, now: float, waited: float, at_edge: bool) -> bool:
        """Whether to sample at this tick, `waited` seconds after the last sample.

        `at_edge`: a `measure` has just begun or ended, or a `start` or `warmup` ended. Ticks jitter, so 5 % too
        early is in time.
        """
        return at_edge or waited >= 0.95 * self.interval_seconds

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:
        """A phase's `start` or `end` was reported; called before the sample of that tick."""

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Series → value at `now` (CLOCK_MONOTONIC seconds) for the tree's processes."""
        return {}

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:
        """pid → series → value, right after `sample`, where the probe can tell processes apart.

        Asked about once a second and at the edges of phases, not at every tick.
        """
        return {}

    def totals(self) -> Mapping[str, Optional[float]]:
        """What the samples come to over the watch: name → value, None where unknown.

        A name that has no field of its own in TrialRecord is kept in its `totals`, so put the unit in it.
        """
        return {}

    def missing(self) -> Mapping[str, str]:
        """Series of a probe that works which can't be had here → the reason. Asked once, after the last sample."""
        return {}

    def close(self) -> None:
        """Let go of descriptors."""
