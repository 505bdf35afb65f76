"""Spark's Python workers, through joblibspark."""

from __future__ import annotations

import os
import time
import warnings
from typing import Any, Callable, ContextManager, Iterable, List

from workbench.backends import _joblib
from workbench.child import spark
from workbench.contracts import Backend
from workbench.errors import WorkbenchError

HEAP_BYTES = 2**30
"""The JVM only hands tasks on: Spark's own default."""
MEETING_SECONDS = 0.25
"""How long each of as many tasks as workers lasts, so that none of the processes takes two."""
MEETINGS = 10


class Spark(Backend):
    """Spark on the loopback, `local[workers]`: the JVM hands each task to one of as many Python processes.

    joblibspark makes a Spark job of every batch of joblib's tasks; its data go through the JVM with each of them.
    Spark ends a Python process that has been without work for a minute, and starts another when it is needed.
    """

    name = "spark"
    requires = {"pyspark": "pip install pyspark", "joblibspark": "pip install joblibspark"}
    environment = spark.ENVIRONMENT

    def start(self) -> None:
        """Start the JVM, and the Python processes by jobs that take all of them at once."""
        session = spark.open_session(self.workers, self.scratch, HEAP_BYTES)
        self._context = session.sparkContext
        self._joblib = _standing_backend(self.workers)
        for _ in range(MEETINGS):
            if len(self.worker_pids()) == self.workers:
                return
        raise WorkbenchError("Spark did not use %d Python processes at once" % self.workers, "use fewer workers")

    def worker_pids(self) -> List[int]:
        """The processes that take a task each, when as many tasks as workers last a while."""
        return sorted(set(self.map(_stay, range(self.workers))))

    def active(self) -> ContextManager[Any]:
        """Run joblib's Parallel as Spark jobs."""
        return _joblib.running_on(self._joblib, self.scratch)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item, one item a task."""
        listed = list(items)
        found: List[Any] = self._context.parallelize(listed, max(1, len(listed))).map(function).collect()
        return found

    def stop(self) -> None:
        """End the JVM, and the Python processes with it."""
        spark.close_session()


def _standing_backend(workers: int) -> Any:
    with warnings.catch_warnings():
        # It warns that a local Spark can't schedule by stages, which nobody asks it to.
        warnings.simplefilter("ignore")
        from joblibspark.backend import SparkDistributedBackend

        count = _joblib.worker_count(workers)

        class StandingSpark(SparkDistributedBackend):  # type: ignore[misc]
            """joblibspark's own backend with a fixed number of workers."""

            def effective_n_jobs(self, n_jobs: Any) -> int:  # noqa: ARG002 - joblib's signature
                return count

        return StandingSpark(nesting_level=0)


def _stay(item: int) -> int:  # noqa: ARG001 - map hands one over
    time.sleep(MEETING_SECONDS)
    return os.getpid()


PLUGIN = Spark
