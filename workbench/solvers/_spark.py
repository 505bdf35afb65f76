"""What the solvers of Spark ML share: a JVM that stands between calls, and the data's way into it."""

from __future__ import annotations

from typing import Any, Dict, Hashable, Iterator, List, Optional, Sequence, Tuple

from workbench.child import spark
from workbench.child.spark_tasks import TasksSince
from workbench.contracts import Context, Part, Solver, WorkDone
from workbench.errors import PluginError

LEAST_HEAP_BYTES = 512 * 2**20
CHUNK_BYTES = 64 * 2**20
"""How much of the mapped rows is turned into 64-bit numbers at a time."""


class SparkSolver(Solver):
    """Fits one of Spark ML's estimators on `local[workers]`, or on the executors of the part of a cluster it is lent.

    The JVM starts in the phase `start`, with a heap of at most `heap_bytes`. A call hands the rows over through Arrow
    and keeps them in the JVM (`transfer_in`), then fits (`compute`). The first call is several times as slow as later
    ones, until the JVM has compiled what it runs.
    """

    requires = {"pyspark": "pip install pyspark", "pyarrow": "pip install pyarrow"}
    environment = spark.ENVIRONMENT
    scales_with = "own"
    engine = "spark"
    places: Sequence[Tuple[str, int]] = ()
    """Of a part of a cluster: node and executor of each worker."""
    _tasks: Optional[TasksSince] = None

    def check(self) -> None:
        """Spark refuses to start with less."""
        if self.values["heap_bytes"] < LEAST_HEAP_BYTES:
            raise PluginError("heap_bytes must be at least %d (512 MiB)" % LEAST_HEAP_BYTES)

    def estimator(self, labels: Any, seed: int) -> Any:  # noqa: ARG002 - for those who override it
        """A new estimator of Spark ML, for training rows with these labels."""
        raise TypeError("solver %r has no estimator()" % self.name)

    def result(self, model: Any) -> Any:  # noqa: ARG002 - for those who override it
        """What is scored, of a fitted model."""
        raise TypeError("solver %r has no result()" % self.name)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import Spark, which starts nothing."""
        import pyspark.ml.functions  # noqa: F401 - imported here so that no measured call does

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Start the JVM."""
        self.session = spark.open_session(context.workers, context.scratch, self.values["heap_bytes"])

    def start_on(self, part: Part, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Take the application, whose cores have met; the heaps are the cluster's matter then."""
        from pyspark.sql import SparkSession

        application, seats = part.handle
        self.session = SparkSession(application)
        self.places = [(seat.host, seat.pid) for seat in seats]
        self._tasks = TasksSince(application, part.workers)

    def worker_places(self) -> List[Tuple[str, int]]:
        """An executor's process is named once for each of its cores."""
        return list(self.places)

    def work_done(self) -> Optional[Dict[Hashable, WorkDone]]:
        """Tasks that each core of the application has run since this was first asked."""
        return None if self._tasks is None else self._tasks.done()

    def stop(self) -> None:
        """End a JVM of the trial's own."""
        if self._tasks is None:
            spark.close_session()

    def solve(self, data: Any, context: Context) -> Any:
        """Hand the training rows over and fit."""
        with context.phase("transfer_in"):
            frame = in_spark(self.session, data.X_train, data.y_train)
            if self._tasks is not None:
                # Without a shuffle the rows would go to the nodes with every task of every iteration, cached or not.
                frame = frame.repartition(len(self.places))
            frame.persist().count()
        with context.phase("compute"):
            model = self.estimator(data.y_train, context.seed).fit(frame)
        frame.unpersist()
        return self.result(model)


def in_spark(session: Any, rows: Any, labels: Any = None) -> Any:
    """A DataFrame with the column `features` (a vector a row, 64-bit) and, where given, `label`."""
    import pyarrow as pa
    from pyspark.ml.functions import array_to_vector

    columns = {"features": pa.chunked_array(list(_lists(rows)))}
    if labels is not None:
        columns["label"] = pa.array(labels.astype("float64"))
    frame = session.createDataFrame(pa.table(columns))
    others = [name for name in columns if name != "features"]
    return frame.select(array_to_vector("features").alias("features"), *others)


def _lists(rows: Any) -> Iterator[Any]:
    """The rows as Arrow's lists; in chunks, for the places in one list array are 32-bit numbers."""
    import numpy as np
    import pyarrow as pa

    features = rows.shape[1]
    for first, last in _chunks(len(rows), max(1, CHUNK_BYTES // (8 * features))):
        flat = np.ascontiguousarray(rows[first:last], dtype="float64").reshape(-1)
        places = np.arange(0, len(flat) + 1, features, dtype="int32")
        yield pa.ListArray.from_arrays(places, pa.array(flat))


def _chunks(length: int, at_once: int) -> Iterator[Tuple[int, int]]:
    for first in range(0, length, at_once):
        yield first, min(length, first + at_once)


class InSpark:
    """A fitted model that predicts inside the JVM, which must stand."""

    def __init__(self, session: Any, model: Any) -> None:
        self._session = session
        self._model = model

    def predict_proba(self, rows: Any) -> Any:
        """Shape (rows, classes)."""
        from pyspark.ml.functions import vector_to_array

        scored = self._model.transform(in_spark(self._session, rows))
        found = scored.select(vector_to_array("probability").alias("probability")).toArrow()
        flat = found.column("probability").combine_chunks().flatten().to_numpy()
        return flat.reshape(len(rows), -1)

    def predict(self, rows: Any) -> Any:
        """The more likely class."""
        return self.predict_proba(rows).argmax(axis=1)
