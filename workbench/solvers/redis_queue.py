"""A model behind a Redis queue: workers take requests from it, as many at a time as wait."""

from __future__ import annotations

from typing import Any, Optional

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers import _redis_worker
from workbench.solvers._load import Client
from workbench.solvers._redis_client import RedisClient
from workbench.solvers._redis_server import ENVIRONMENT, REQUIRES, Capacity, capacity, start_redis
from workbench.solvers._redis_worker import HEADER, QUEUE, READY
from workbench.solvers._serving import Processes, ServingSolver

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
        """A client that pushes to the queue."""
        return RedisClient(self._path, place, lambda connection, _, item: int(connection.rpush(QUEUE, item)))

    def solve(self, data: Any, context: Context) -> Any:
        """Tell what the queue holds, and send the load."""
        for name, items in () if self._capacity is None else self._capacity._asdict().items():
            context.tell(name, items)
        return super().solve(data, context)


PLUGIN = Queue
