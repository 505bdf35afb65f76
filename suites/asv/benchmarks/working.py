"""Workloads that do their own work: one call, and how much of it doesn't scale."""

from __future__ import annotations

import os
from time import perf_counter

from .calling import Started, running, workload

WORKLOADS = {
    "waiting": {"seconds": 0.2, "chunks": 8},
    "spinning": {"millions": 2.0, "chunks": 8},
    "triad": {"size_bytes": 64 * 2**20, "passes": 4},
}
SCALED = {"waiting threading": 4, "spinning loky": 2}
"""Workload and backend → the most workers."""
CALLS = 5


class Working:
    """One call on one worker."""

    params = list(WORKLOADS)
    param_names = ["workload"]
    number = 1
    repeat = (2, 6, 6.0)
    rounds = 2
    warmup_time = 0.0

    def setup(self, name):
        """Start the backend; the first call makes what the work keeps."""
        self.work = workload(name, **WORKLOADS[name])
        self.backend = Started("serial", 1)
        self.work.run(None, self.backend.context)

    def teardown(self, name):
        """Take the backend down."""
        self.backend.stop()

    def time_run(self, name):
        """One call."""
        self.work.run(None, self.backend.context)

    def peakmem_run(self, name):
        """The peak of this process."""
        self.work.run(None, self.backend.context)


class Scaling:
    """`case` is a workload and a backend."""

    params = list(SCALED)
    param_names = ["case"]
    timeout = 300

    def setup(self, case):
        """Skip what this machine has too few CPUs for: waiting needs none."""
        if case.startswith("spinning") and len(os.sched_getaffinity(0)) < SCALED[case]:
            raise NotImplementedError

    def track_serial_fraction(self, case):
        """Karp and Flatt's serial fraction at the most workers; 0 where it scaled better than that."""
        # Imported here: the peak memory of the other benchmarks is not to hold SciPy's.
        from workbench.analysis.scaling.inferring import fit
        from workbench.model.scaling import Level

        name, _, backend = case.partition(" ")
        work = workload(name, **WORKLOADS[name])
        levels = tuple(Level(workers, _seconds(work, backend, workers)) for workers in (1, SCALED[case]))
        return max(0.0, fit(levels).karp_flatt[-1].serial_fraction.value)

    track_serial_fraction.unit = "serial fraction"


def _seconds(work, backend, workers):
    """Several calls after one that isn't counted."""
    found = []
    with running(backend, workers) as context:
        work.run(None, context)
        for _ in range(CALLS):
            start = perf_counter()
            work.run(None, context)
            found.append(perf_counter() - start)
    return tuple(found)
