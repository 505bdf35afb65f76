"""A model behind a Redis queue: workers take requests from it, as many at a time as wait."""

from __future__ import annotations

from typing import Any, Optional

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers import _redis_worker
from workbench.solvers._load import Client
from workbench.solvers._redis_server import ENVIRONMENT, REQUIRES, Capacity, capacity, connected, start_redis
from workbench.solvers._redis_worker import ANSWER, HEADER, QUEUE, READY, reply_to
from workbench.solvers._serving import ANSWER_SECONDS, Processes, ServingSolver

LEAST_MEMORY_BYTES = 4 * 2**20


class Queue(ServingSolver):
    """Clients push to one list of Redis; `workers` processes, each with a model of its own, pop and answer.

    A worker takes what waits, at most `batch` requests, and predicts them in one call (BLMPOP). Redis has at most
    `memory_bytes` and refuses what goes beyond. With `try_capacity` it tells how many requests fit, thrice: memory over
    a request's size, as predicted from how Redis sets memory aside, and as a Redis of its own took them in `start`.
    """

    name = "redis.Queue"
    requires = REQUIRES
    environment = ENVIRONMENT
    parameters = {"batch": 16, "memory_bytes": 64 * 2**20, "try_capacity": False}

    def check(self) -> None:
        """A batch has something in it, and Redis room to start."""
        if self.values["batch"] < 1:
            raise PluginError("batch must be at least 1")
        if self.values["memory_bytes"] < LEAST_MEMORY_BYTES:
            raise PluginError("memory_bytes must be at least %d (4 MiB)" % LEAST_MEMORY_BYTES)

    def bring_up(self, data: Any, context: Context, processes: Processes) -> None:
        """Start Redis and the workers."""
        item_bytes = HEADER.size + data.requests[0].nbytes
        self._capacity: Optional[Capacity] = None
        if self.values["try_capacity"]:
            self._capacity = capacity(context.scratch, self.values["memory_bytes"], item_bytes)
        connection = start_redis(processes, self.values["memory_bytes"])
        self._path = processes.path("redis")
        for _ in range(context.workers):
            processes.python(
                "a worker",
                *("-m", _redis_worker.__name__, "queue", self._path, data.model, data.folder),
                str(self.values["batch"]),
            )
        processes.wait_until(lambda: connection.llen(READY) == context.workers)
        connection.close()

    def connect(self, place: int) -> Client:
        """A client with a list of its own for answers."""
        return _Pushing(self._path, place)

    def solve(self, data: Any, context: Context) -> Any:
        """Send the load, and tell what the queue holds."""
        found = super().solve(data, context)
        for name, items in () if self._capacity is None else self._capacity._asdict().items():
            context.tell(name, items)
        return found


class _Pushing(Client):
    """Pushes to the queue, and waits for its own list."""

    def __init__(self, path: str, place: int) -> None:
        self._redis = connected(path)
        self._place = place

    def ask(self, number: int, row: Any) -> int:
        """Push the row and wait for its answer; an earlier one that came too late is passed over."""
        import redis

        try:
            self._redis.rpush(QUEUE, HEADER.pack(self._place, number) + row.tobytes())
            while True:
                found = self._redis.blpop([reply_to(self._place)], timeout=ANSWER_SECONDS)
                if found is None:
                    raise TimeoutError("no answer in %g seconds" % ANSWER_SECONDS)
                answered, value = ANSWER.unpack(found[1])
                if answered == number:
                    return int(value)
        except redis.exceptions.RedisError as error:
            raise ConnectionError("no answer: %s" % error) from error

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()


PLUGIN = Queue
