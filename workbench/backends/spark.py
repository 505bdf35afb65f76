"""Python processes of Spark, by joblibspark: tasks of a Spark job."""

from __future__ import annotations

import os
import warnings
from typing import Any, Callable, ContextManager, Iterable, List, Optional

from workbench.backends import _joblib
from workbench.child import spark
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.contracts import Backend
from workbench.model.declared_environment import DeclaredEnvironment

HEAP_BYTES = 2**30
"""The JVM only schedules; what tasks take and return passes through it."""


class Spark(Backend):
    """A JVM on the loopback (`local[workers]`) that runs a Python process for each of `workers`.

    joblib's Parallel runs on joblibspark's backend, a Spark job of one task for each batch; `map` is one Spark job with
    a task an item, which goes to whichever process is free. The JVM and the processes stand for the whole trial.
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

    def start(self) -> None:
        """Start the JVM, and its processes by a job whose tasks all run at once."""
        threads = dict.fromkeys(THREAD_VARIABLES, str(self.threads_per_worker))
        self._session = spark.open_session(self.workers, self.scratch, HEAP_BYTES, threads)
        self._pids = self._meet()
        self._joblib = _joblib_backend(self.workers)

    def worker_pids(self) -> List[int]:
        """The Python processes, by number."""
        return self._pids

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel on the processes."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        given = list(items)
        results: List[Any] = self._session.sparkContext.parallelize(given, max(1, len(given))).map(function).collect()
        return results

    def stop(self) -> None:
        """End the JVM, which ends its processes."""
        spark.close_session()

    def _meet(self) -> List[int]:
        together = self._session.sparkContext.parallelize(range(self.workers), self.workers).barrier()
        return sorted(together.mapPartitions(_pid).collect())


def _joblib_backend(workers: int) -> Any:
    from joblibspark.backend import SparkDistributedBackend

    count = _joblib.worker_count(workers)

    class StandingSpark(SparkDistributedBackend):  # type: ignore[misc]
        """joblibspark's own backend with a fixed number of workers."""

        def effective_n_jobs(self, n_jobs: Optional[int]) -> int:  # noqa: ARG002 - joblib's signature
            return count

    # On standard error at every call: nothing is scheduled by stages here, nor are jobs tagged.
    warnings.filterwarnings("ignore", message="Spark local mode doesn't support stage-level scheduling")
    warnings.filterwarnings("ignore", message="Spark session is not provided")
    backend = StandingSpark(nesting_level=0)
    if workers == 1:
        _joblib.check_lone_worker(backend)
    return backend


def _pid(_: Any) -> List[int]:
    return [os.getpid()]


PLUGIN = Spark
