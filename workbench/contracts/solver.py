"""One implementation that solves a workload."""

from __future__ import annotations

from typing import Any, Dict, Hashable, List, Mapping, Optional, Tuple

from workbench.contracts.cluster import Part, WorkDone
from workbench.contracts.context import Context
from workbench.contracts.plugin import Plugin
from workbench.model.device import CPU

SCALES_WITH = ("workers", "threads", "own")


class Solver(Plugin):
    """One implementation that solves workloads of the tasks it names.

    `variants` are what may stand in brackets (`sklearn.Ridge[saga]`), the first being the default.
    `scales_with`, one of SCALES_WITH, says what makes it parallel: `workers` (through the backend), `threads`
    (inside one process, by BLAS or OpenMP: it then runs at one worker only) or `own` (it starts its own workers
    or threads from `context.workers`: XGBoost's nthread, Snap ML's n_jobs, Spark, MPI). The last runs at every
    worker count, always on the backend `own`. The variables that size native thread pools (OMP_NUM_THREADS and
    the like) say `threads_per_worker` for it too, so it hands `context.workers` to its library explicitly.
    One of those that also works on a cluster that stands names the cluster plug-in as `engine`, and has `start_on`.
    `devices` are the kinds it can compute on (`cpu`, `cuda`), the first being the default; `context.device` says which.
    """

    tasks: Tuple[str, ...] = ()
    devices: Tuple[str, ...] = (CPU,)
    variants: Tuple[str, ...] = ()
    scales_with = "threads"
    engine: Optional[str] = None
    parameters: Mapping[str, Any] = {}
    any_parameters = False
    """Whether parameters beyond the named ones are taken."""
    precision: Optional[str] = None
    """The numbers that most of its operations are done in (`float64`, `float32`), where it counts them."""
    compiles: Optional[str] = None
    """What compiles in the first call (`XLA`, `numba`, `Triton`), where something does."""
    places_data = False
    """Whether it brings data to the workers itself (`context.placing`): then only on backends that offer it."""
    deterministic = True
    """Whether launches of one case, told the same seed, come to the same score."""

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        self.variant = variant if variant is not None else (self.variants[0] if self.variants else None)
        self.values: Dict[str, Any] = dict(self.parameters)
        self.values.update(parameters)

    def check(self) -> None:
        """Raise PluginError, saying what is allowed, where the parameters can't work. Asked before a run starts."""

    def shares_files(self) -> bool:
        """Whether workers read files of the data by their path, so that nodes must see the file system of ours."""
        return False

    def configure(self, context: Context) -> None:
        """Set what a library reads once, when it is imported (the size of its thread pool). Right before `setup`."""

    def setup(self, data: Any) -> None:
        """Import what `solve` uses and build what should not be measured. In the phase `setup`."""

    def start(self, data: Any, context: Context) -> None:
        """Bring up what stands between calls (a JVM, a cluster) and wait until it answers. In the phase `start`."""

    def start_on(self, part: Part, data: Any, context: Context) -> None:
        """In place of `start`, on the part of a cluster that the case is lent: take its workers and start no more."""
        raise NotImplementedError

    def worker_places(self) -> List[Tuple[str, int]]:
        """The node (by its id) and the process of each worker, once started on a part of a cluster."""
        raise NotImplementedError

    def work_done(self) -> Optional[Dict[Hashable, WorkDone]]:
        """As workbench.contracts.Backend.work_done, of the cluster on which it was started."""
        return None

    def stop(self) -> None:
        """Take down what `start` or `start_on` brought up, even where that failed half-way, and wait. Last of all."""

    def solve(self, data: Any, context: Context) -> Any:
        """Solve the workload; timed. Returns what the workload's `score` takes."""
        raise TypeError("solver %r has no solve()" % self.name)

    def moved_bytes(self, data: Any) -> Optional[int]:
        """What one `solve` must move between memory and what computes at the least; None: as the workload says."""
        return None

    def operations(self, data: Any) -> Optional[int]:
        """Floating-point operations that one `solve` takes by its method; None: as the workload says."""
        return None
