"""What runs on the executors of a Spark application. Made in functions: pickled as a whole, for our modules may not be
there to import it from."""

from __future__ import annotations

from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

JOB_GROUP = "spark.jobGroup.id"


class Seat(NamedTuple):
    """One core of an executor: its node, the executor's process, and what its Python processes know themselves by."""

    host: str
    pid: int
    identity: Tuple[str, int]


def meet(context: Any, cores: int) -> List[Seat]:
    """Every core of the application, by a task on each, all at once (a barrier stage)."""

    def introduce(_: Any) -> Iterator[Any]:
        import os
        import socket

        from pyspark import BarrierTaskContext

        task = BarrierTaskContext.get()
        host = task.getTaskInfos()[task.partitionId()].address.rpartition(":")[0]
        # The executor started the daemon that forks Python's processes (pyspark.daemon).
        daemon = os.getppid()
        with open("/proc/%d/stat" % daemon, "rb") as file:
            executor = int(file.read().rpartition(b")")[2].split()[1])
        return iter([(host, executor, (socket.gethostname(), daemon))])

    found = context.parallelize(range(cores), cores).barrier().mapPartitions(introduce).collect()
    return [Seat(*each) for each in sorted(found)]


def call_at(
    context: Any, seat: Seat, group: str, function: Callable[..., Any], arguments: Sequence[Any]
) -> Optional[Tuple[Any]]:
    """Call a function on the node of a seat, by a task of a job in `group` that prefers to be there; a tuple of what it
    returned.

    None: all cores there were taken, and Spark has put the task on another node, where it does nothing.
    """
    from pyspark.rdd import RDD
    from pyspark.serializers import CPickleSerializer

    expected = tuple(seat.identity)

    def call(_: Any) -> Iterator[Any]:
        import os
        import socket

        if (socket.gethostname(), os.getppid()) != expected:
            return iter([])
        try:
            return iter([function(*arguments)])
        except Exception as error:  # noqa: BLE001 - whatever it was stands for the answer
            return iter([error])

    serializer = CPickleSerializer()
    jvm = context._jvm  # noqa: SLF001 - Python's API can't say where a partition would rather be
    partition = jvm.scala.Tuple2(bytearray(serializer.dumps(None)), jvm.PythonUtils.toSeq([seat.host]))
    made = context._jsc.sc().makeRDD(jvm.PythonUtils.toSeq([partition]), jvm.scala.reflect.ClassTag.AnyRef())  # noqa: SLF001
    context.setLocalProperty(JOB_GROUP, group)
    try:
        found = RDD(made.toJavaRDD(), context, serializer).mapPartitions(call).collect()
    finally:
        # It is this thread's, and what the person runs from it next is not of the group.
        context.setLocalProperty(JOB_GROUP, None)
    return (found[0],) if found else None
