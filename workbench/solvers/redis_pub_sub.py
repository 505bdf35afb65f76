"""A model behind Redis pub/sub: each worker hears a channel of its own, and nothing is queued or kept."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers import _redis_worker
from workbench.solvers._load import Client
from workbench.solvers._redis_client import RedisClient
from workbench.solvers._redis_server import ENVIRONMENT, REQUIRES, start_redis
from workbench.solvers._redis_worker import READY, channel
from workbench.solvers._serving import Processes, ServingSolver

MEMORY_BYTES = 64 * 2**20


class PubSub(ServingSolver):
    """Clients publish requests to `workers` channels in turn; a worker process on each answers them one by one.

    All who subscribe to a channel hear all of it, so each worker has a channel of its own and the client chooses:
    a request waits behind a busy worker though another is free. What nobody hears is lost, and has no answer.
    """

    name = "redis.PubSub"
    requires = REQUIRES
    environment = ENVIRONMENT

    def bring_up(self, data: Any, context: Context, processes: Processes) -> None:
        """Start Redis and the workers."""
        connection = start_redis(processes, MEMORY_BYTES)
        self._path, self._workers = processes.path("redis"), context.workers
        for worker in range(context.workers):
            processes.python(
                "a worker", *("-m", _redis_worker.__name__, "pubsub", self._path, data.model, data.folder), str(worker)
            )
        processes.wait_until(lambda: connection.llen(READY) == context.workers)
        connection.close()

    def connect(self, place: int) -> Client:
        """A client that publishes to the workers in turn."""
        workers = self._workers
        return RedisClient(
            self._path, place, lambda connection, number, item: int(connection.publish(channel(number % workers), item))
        )


PLUGIN = PubSub
