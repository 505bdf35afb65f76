"""The control groups of one trial: made before it, counted while it runs, removed after it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.running.limits import control
from workbench.running.limits.control import CannotLimit, write
from workbench.running.limits.hierarchies import CPU, CPUSET, MEMORY, Hierarchy

REMOVE_SECONDS = 5.0
PROCESSES = "cgroup.procs"


class TrialGroups:
    """One group named `name` in every hierarchy that `places` names, with groups of the workers below it.

    `watched` are the folders whose files tell what the limits did; `entry` those the trial's first process enters.
    """

    def __init__(self, places: Mapping[str, Hierarchy], name: str) -> None:
        self._places = places
        self._folders = {
            hierarchy: os.path.join(hierarchy.folder, name) for hierarchy in dict.fromkeys(places.values())
        }
        self._made: list[str] = []
        self._limited_cpu: list[str] = []
        self._limited_memory: list[str] = []
        self._entry = dict(self._folders)

    @property
    def watched(self) -> tuple[str, ...]:
        """The folders that have a CPU or a memory limit."""
        return tuple(dict.fromkeys((*self._limited_cpu, *self._limited_memory)))

    @property
    def entry(self) -> tuple[str, ...]:
        """The folders that the trial's first process enters, one a hierarchy."""
        return tuple(self._entry.values())

    def make(self, tasks: int) -> None:
        """Make the groups, for a trial of so many busy threads, without limits yet. Raises CannotLimit."""
        for folder in self._folders.values():
            self._make(folder)
        if CPU in self._places:
            control.weigh(self._places[CPU].version, self._at(CPU), tasks)

    @property
    def limits_memory(self) -> bool:
        """Whether a group has a memory limit."""
        return bool(self._limited_memory)

    def limit_cpu(self, cores: float) -> None:
        """Give the trial as a whole so many cores."""
        self._limit_cpu(self._at(CPU), self._places[CPU].version, cores)

    def limit_memory(self, limit_bytes: int) -> None:
        """Let the trial as a whole hold so much."""
        folder = self._at(MEMORY)
        control.limit_memory(self._places[MEMORY].version, folder, limit_bytes)
        self._limited_memory.append(folder)

    def confine(self, cpu_set: str) -> None:
        """Keep the trial on a set of CPUs."""
        control.confine(self._places[CPUSET].version, self._at(CPUSET), cpu_set)

    def limit_each(self, workers: int, cores: float, cpus: Sequence[int]) -> dict[str, Any]:
        """A group for the main process and one for every worker, each with `cores` and a CPU of its own in turn.

        Returns what the child needs to put its workers there. Until then everything is in the main process's group,
        which has the cores of all of them, so that workers start as fast as they would on shares of their own.
        """
        version, above = self._places[CPU].version, self._at(CPU)
        if version == 2:
            write(os.path.join(above, "cgroup.subtree_control"), "+cpu")
        main, *others = (os.path.join(above, name) for name in ("main", *(f"worker-{i}" for i in range(workers))))
        for folder in (main, *others):
            self._make(folder)
            self._limit_cpu(folder, version, cores * (workers + 1) if folder == main else cores)
        self._entry[self._places[CPU]] = main
        return {
            "main": {
                "group": main,
                "cpu": cpus[workers % len(cpus)],
                "quota": [[os.path.join(main, name), text] for name, text in control.cpu_quota(version, cores)],
            },
            "workers": [{"group": folder, "cpu": cpus[i % len(cpus)]} for i, folder in enumerate(others)],
        }

    def oom_kills(self) -> int:
        """How many processes of the trial the kernel has killed for want of memory, so far."""
        return control.oom_kills(self._limited_memory)

    def peak_bytes(self) -> int | None:
        """The most memory the trial held; None without a memory limit."""
        return control.peak_bytes(self._limited_memory)

    def throttling(self) -> tuple[int, float] | None:
        """Throttled periods and seconds of all its groups; None without a CPU limit."""
        return control.throttling(self._limited_cpu)

    def remove(self) -> None:
        """Remove the groups. Their processes are dead by now, but the kernel may take a moment to let go of them."""
        deadline = time.monotonic() + REMOVE_SECONDS
        for folder in reversed(self._made):
            while not _removed(folder) and time.monotonic() < deadline:
                time.sleep(0.01)
        self._made.clear()

    def _at(self, controller: str) -> str:
        return self._folders[self._places[controller]]

    def _make(self, folder: str) -> None:
        try:
            os.mkdir(folder)
        except OSError as error:
            raise CannotLimit(f"the control group {folder} could not be made: {error.strerror}") from error
        self._made.append(folder)

    def _limit_cpu(self, folder: str, version: int, cores: float) -> None:
        for name, text in control.cpu_quota(version, cores):
            write(os.path.join(folder, name), text)
        self._limited_cpu.append(folder)


def _removed(folder: str) -> bool:
    try:
        os.rmdir(folder)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
