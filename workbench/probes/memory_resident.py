"""Resident memory of the tree: ΣRSS, every tick. Pages that processes share count once for each of them."""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Tuple

from workbench.contracts import ObservedProcess, ObservedTree, Place, Probe
from workbench.telemetry.kernel.procfs import parse_stack_start
from workbench.telemetry.window import WindowPeak

IMAGES_SECONDS = 1.0


class MemoryResident(Probe):
    """/proc/PID/statm (proc_pid_statm(5)), or psutil where there is no /proc."""

    name = "memory_resident"
    series = {"resident_bytes": "bytes"}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._resident = WindowPeak()
        self._anonymous = WindowPeak()
        self._images: Dict[Tuple[int, int], int] = {}
        self._images_at: Optional[float] = None

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """Tells the measured window from the rest."""
        self._resident.mark(phase, edge, now)
        self._anonymous.mark(phase, edge, now)

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Σ resident set size over the tree's processes."""
        total = sum([process.resident_bytes() for process in tree.processes])
        if tree.processes:
            self._resident.see(total, now)
            self._anonymous.see(self._unshared(tree, now), now)
        return {"resident_bytes": total}

    def sample_processes(self, tree: ObservedTree, now: float) -> Mapping[int, Mapping[str, float]]:  # noqa: ARG002
        """Each one's resident set size."""
        return {process.pid: {"resident_bytes": process.resident_bytes()} for process in tree.processes}

    def totals(self) -> Mapping[str, Optional[float]]:
        """`rss_sampled_bytes` and `anonymous_sampled_bytes`: the largest in the measured window, of ΣRSS and of the
        anonymous memory that is certain; `trial_anonymous_sampled_bytes`: the latter over the whole watch.

        Anonymous pages are shared by fork only. So among processes that forked from one program without executing
        another (execve(2)) the largest counts alone; what different programs have adds up. That is a lower bound of
        the peak that, unlike PSS, every tick can afford.
        """
        return {
            "rss_sampled_bytes": self._resident.measured,
            "anonymous_sampled_bytes": self._anonymous.measured or None,
            "trial_anonymous_sampled_bytes": self._anonymous.whole or None,
        }

    def _unshared(self, tree: ObservedTree, now: float) -> int:
        """The anonymous memory that the tree has at the least."""
        if len(tree.processes) == 1:
            return tree.processes[0].anonymous_bytes()
        largest: Dict[int, int] = {}
        if tree.arrived or self._images_at is None or now - self._images_at >= IMAGES_SECONDS:
            self._images_at = now
            self._images = {(process.pid, process.started): _image(process) for process in tree.processes}
        for process in tree.processes:
            image = self._images.get((process.pid, process.started), 0)
            largest[image] = max(largest.get(image, 0), process.anonymous_bytes())
        return sum(largest.values())


def _image(process: ObservedProcess) -> int:
    """What tells programs apart: where its stack starts, which is random at each execve(2) and kept by fork(2).

    Where the kernel doesn't randomise it or doesn't tell, all are taken for one. Who has executed another program
    since it was asked still counts with the old one: that errs on the low side. But all must be asked at
    the same time: one forked from the new program would not be told as its kin.
    """
    try:
        data = process.read("stat")
    except OSError:
        return 0
    return parse_stack_start(data) if data else 0


PLUGIN = MemoryResident
