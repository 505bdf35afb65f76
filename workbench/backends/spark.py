"""Python processes of Spark, by joblibspark: of a JVM of the trial's own, or on a part of a cluster that stands."""

from __future__ import annotations

import os
import warnings
from typing import Any, Callable, ContextManager, Dict, Hashable, Iterable, List, Optional, Sequence, Tuple

from workbench.backends import _joblib
from workbench.child import spark
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.child.spark_tasks import TasksSince
from workbench.contracts import Backend, Part, WorkDone
from workbench.model.declared_environment import DeclaredEnvironment

HEAP_BYTES = 2**30
"""The JVM only schedules; what tasks take and return passes through it."""


class Spark(Backend):
    """A JVM on the loopback (`local[workers]`) that runs a Python process for each of `workers`.

    joblib's Parallel runs on joblibspark's backend, a Spark job of one task for each batch; `map` is one Spark job with
    a task an item, which goes to whichever process is free. The JVM and the processes stand for the whole trial.

    On a part of a cluster a worker is a core of an executor, which has a JVM on each node.
    """

    name = "spark"
    requires = {
        "pyspark": "pip install pyspark",
        "joblibspark": "pip install joblibspark",
        "packaging": "pip install packaging",
    }
    environment = DeclaredEnvironment(
        "joblibspark",
        # joblibspark imports packaging and doesn't ask for it.
        (*spark.ENVIRONMENT.requirements, "joblibspark==0.6.*", "packaging", "scikit-learn==1.9.*"),
        needs=spark.ENVIRONMENT.needs,
    )

    _pids: Sequence[int] = ()
    _places: Sequence[Tuple[str, int]] = ()
    """Of a part of a cluster: node and executor of each worker."""
    _tasks: Optional[TasksSince] = None

    def start(self) -> None:
        """Start the JVM, and its processes by a job whose tasks all run at once."""
        threads = dict.fromkeys(THREAD_VARIABLES, str(self.threads_per_worker))
        self._context = spark.open_session(self.workers, self.scratch, HEAP_BYTES, threads).sparkContext
        self._pids = self._meet()
        self._joblib = _joblib_backend(self.workers)

    def start_on(self, part: Part) -> None:
        """Take the application, whose cores have met."""
        self._context, seats = part.handle
        self._places = [(seat.host, seat.pid) for seat in seats]
        self._tasks = TasksSince(self._context, part.workers)
        self._joblib = _joblib_backend(self.workers)

    def worker_pids(self) -> List[int]:
        """The Python processes of a local JVM, by number."""
        return list(self._pids)

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of a part of a cluster; an executor's process is named once for each of its cores."""
        return list(self._places)

    def work_done(self) -> Optional[Dict[Hashable, WorkDone]]:
        """Tasks that each core of the application has run since this was first asked."""
        return None if self._tasks is None else self._tasks.done()

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the processes."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        given = list(items)
        results: List[Any] = self._context.parallelize(given, max(1, len(given))).map(function).collect()
        return results

    def stop(self) -> None:
        """End a JVM of the trial's own, which ends its processes."""
        if self._tasks is None:
            spark.close_session()

    def _meet(self) -> List[int]:
        together = self._context.parallelize(range(self.workers), self.workers).barrier()
        return sorted(together.mapPartitions(_pid).collect())


def _joblib_backend(workers: int) -> Any:
    from joblibspark.backend import SparkDistributedBackend

    count = _joblib.worker_count(workers)

    class StandingSpark(SparkDistributedBackend):  # type: ignore[misc]
        """joblibspark's own backend with a fixed number of workers. On a cluster it would ask for a resource profile,
        which only says what a task takes by itself: one core."""

        def _is_support_stage_scheduling(self) -> bool:
            return False

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

    # On standard error at every call: jobs are not tagged here.
    warnings.filterwarnings("ignore", message="Spark session is not provided")
    backend = StandingSpark(nesting_level=0)
    if workers == 1:
        _joblib.check_lone_worker(backend)
    return backend


def _pid(_: Any) -> List[int]:
    return [os.getpid()]


PLUGIN = Spark
