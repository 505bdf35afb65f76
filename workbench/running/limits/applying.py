"""From a case's resources to limits that are in force: which means can carry them on this machine."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from workbench.model.case import Resources
from workbench.model.cpu_set import format_cpus, parse_cpus
from workbench.model.trial import AppliedLimits
from workbench.running.limits import naming, scope
from workbench.running.limits.control import CannotLimit
from workbench.running.limits.groups import TrialGroups
from workbench.running.limits.hierarchies import CPU, CPUSET, MEMORY, Found, Hierarchy, find_hierarchies, handed_on
from workbench.telemetry.kernel.containers import read_limits

DELEGATE = "run as root, or in a session of systemd whose user service has Delegate=cpu cpuset memory"


@dataclass(frozen=True)
class TrialLimits:
    """One trial's limits. `entry` is for the launcher, `placement` for the child, where it has workers to place.

    Both are None for a trial without limits.
    """

    mechanism: str
    entry: Optional[dict[str, Any]]
    placement: Optional[dict[str, Any]]
    groups: TrialGroups

    @property
    def watched(self) -> tuple[str, ...]:
        """The folders of groups with a CPU or a memory limit."""
        return self.groups.watched

    @property
    def polled(self) -> bool:
        """Whether the kernel's count is to be looked at while the trial runs."""
        return self.groups.limits_memory

    def oom_kills(self) -> int:
        """How many processes of the trial the kernel has killed for want of memory, so far."""
        return self.groups.oom_kills()

    def facts(self) -> Optional[AppliedLimits]:
        """What the limits did to the trial; to be asked before `remove`. None for a trial without any."""
        if self.entry is None:
            return None
        throttled = self.groups.throttling()
        return AppliedLimits(
            self.mechanism,
            groups=len(self.watched),
            throttled_seconds=None if throttled is None else throttled[1],
            throttled_periods=None if throttled is None else throttled[0],
            peak_bytes=self.groups.peak_bytes(),
            oom_kills=self.oom_kills() if self.groups.limits_memory else None,
        )

    def remove(self) -> None:
        """Take the groups away."""
        self.groups.remove()


UNLIMITED = TrialLimits("", None, None, TrialGroups({}, ""))


class Limiter:
    """Puts limits on trials. `start_in` starts the launcher anew, in a scope, where only systemd can give us one."""

    def __init__(self, start_in: scope.StartIn, proc: str = "/proc") -> None:
        self._start_in = start_in
        self._proc = proc
        self._scope: Optional[Hierarchy] = None
        self._refused = False
        self._trials = 0

    def apply(self, resources: Resources) -> TrialLimits:
        """The limits of a case, in force for whatever enters by them. Raises CannotLimit.

        A case without limits gets no group: entering one costs.
        """
        if not resources.limits():
            return UNLIMITED
        cpus = _cpus(resources)
        if resources.cpu_limit_per_worker_cores is not None:
            _check_room(resources.workers, resources.cpu_limit_per_worker_cores, len(cpus))
        found = self._find(resources)
        fallback = _Fallback(resources, cpus, found)
        self._trials += 1
        groups = TrialGroups(found.places, naming.group_name(self._trials))
        try:
            groups.make(resources.workers * resources.threads_per_worker)
            placement = _limit(groups, resources, cpus, found.places)
        except BaseException:
            groups.remove()
            raise
        mechanism = "+".join([*_versions(found.places.values(), self._scope), *fallback.mechanisms])
        entry = {"groups": list(groups.entry), "cpus": fallback.cpus, "data_bytes": fallback.data_bytes}
        return TrialLimits(mechanism, entry, placement, groups)

    def _find(self, resources: Resources) -> Found:
        needed = _needed(resources)
        wanted = [] if resources.cpu_set is None else [CPUSET]
        if self._scope is None:
            found = find_hierarchies(needed, wanted, self._proc)
            if not any(name in found.reasons for name in needed) or not self._opens_scope():
                return found
        assert self._scope is not None
        there = handed_on(self._scope.folder)
        return Found(
            {name: self._scope for name in (*needed, *wanted) if name in there},
            {name: f"systemd does not delegate {name} to this user" for name in needed if name not in there},
        )

    def _opens_scope(self) -> bool:
        """Whether systemd gave us a scope. It is asked once: without one the launcher is back where it was."""
        if self._refused or not scope.is_possible(dict(os.environ)):
            return False
        try:
            self._scope = scope.open_scope(self._start_in, self._proc)
        except CannotLimit:
            self._refused = True
            self._start_in(())
        return self._scope is not None


class _Fallback:
    """What carries the limits for which there is no control group: rlimits and affinity, as far as they go."""

    def __init__(self, resources: Resources, cpus: tuple[int, ...], found: Found) -> None:
        self.mechanisms: list[str] = []
        self.cpus: Optional[list[int]] = None
        self.data_bytes: Optional[int] = None
        if CPU in found.reasons:
            cpus = cpus[: _whole_cores(resources, found.reasons[CPU])]
        if CPU in found.reasons or (resources.cpu_set is not None and CPUSET not in found.places):
            self.cpus = list(cpus)
            self.mechanisms.append("affinity")
        if MEMORY in found.reasons:
            self.data_bytes = _data_limit(resources.memory_limit_bytes, found.reasons[MEMORY])
            self.mechanisms.append("rlimit")


def _needed(resources: Resources) -> list[str]:
    cpu = (resources.cpu_limit_cores, resources.cpu_limit_per_worker_cores)
    return [*([CPU] if any(cpu) else []), *([MEMORY] if resources.memory_limit_bytes is not None else [])]


def _limit(
    groups: TrialGroups, resources: Resources, cpus: tuple[int, ...], places: Mapping[str, Hierarchy]
) -> Optional[dict[str, Any]]:
    if resources.memory_limit_bytes is not None and MEMORY in places:
        groups.limit_memory(resources.memory_limit_bytes)
    if resources.cpu_set is not None and CPUSET in places:
        groups.confine(resources.cpu_set)
    if resources.cpu_limit_cores is not None and CPU in places:
        groups.limit_cpu(resources.cpu_limit_cores)
    if resources.cpu_limit_per_worker_cores is None:
        return None
    return groups.limit_each(resources.workers, resources.cpu_limit_per_worker_cores, cpus)


def _cpus(resources: Resources) -> tuple[int, ...]:
    """The CPUs that the case may run on. Raises CannotLimit where its `cpu_set` names others."""
    if not hasattr(os, "sched_getaffinity"):
        raise CannotLimit("this system has neither control groups nor CPU affinity, so trials can't be limited")
    usable = tuple(sorted(os.sched_getaffinity(0)))
    asked = usable if resources.cpu_set is None else parse_cpus(resources.cpu_set)
    absent = set(asked) - set(usable)
    if absent:
        raise CannotLimit(
            f"cpu_set names the CPUs {format_cpus(absent)}; this process may use {format_cpus(usable)}",
            "name some of those",
        )
    return asked


def _check_room(workers: int, cores: float, cpus: int) -> None:
    """All shares must be there at once, on each CPU and together: a CPU given twice falsifies the law."""
    available = min(float(cpus), read_limits().cpu_cores or math.inf)
    on_one_cpu = math.ceil((workers + 1) / cpus) * cores
    total = (workers + 1) * cores
    # A share such as 0.2 is not a binary number: five of them may come to a little over 1.
    if on_one_cpu > 1 + 1e-9 or total > available + 1e-9:
        raise CannotLimit(
            f"{workers} workers and the main process with {cores:g} cores each need {total:g} cores "
            f"({on_one_cpu:g} of one CPU); there are {available:g}",
            "lower cpu_limit_per_worker, or ask for fewer workers",
        )


def _whole_cores(resources: Resources, why: str) -> int:
    limit = resources.cpu_limit_cores
    if limit is None:
        raise CannotLimit(f"cpu_limit_per_worker needs control groups: {why}", DELEGATE)
    if not limit.is_integer():
        raise CannotLimit(
            f"cpu_limit = {limit:g} needs control groups ({why}); without them only whole cores can be given", DELEGATE
        )
    return int(limit)


def _data_limit(limit_bytes: Optional[int], why: str) -> int:
    """RLIMIT_DATA: since Linux 4.7 all private memory that a process may write, shared and file pages left out.

    RLIMIT_AS would count addresses, of which allocators and thread stacks reserve gigabytes that they never touch.
    """
    if sys.platform != "linux" or limit_bytes is None:
        raise CannotLimit(f"memory_limit needs control groups: {why}", DELEGATE)
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    return limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)


def _versions(used: Collection[Hierarchy], scoped: Optional[Hierarchy]) -> list[str]:
    return sorted({"systemd" if each == scoped else f"cgroup_v{each.version}" for each in used})
