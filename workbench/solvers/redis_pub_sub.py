"""A model behind Redis pub/sub: each worker hears a channel of its own, and nothing is queued or kept."""

from __future__ import annotations

import time
from typing import Any

from workbench.contracts import Context
from workbench.solvers import _redis_worker
from workbench.solvers._load import Client
from workbench.solvers._redis_server import ENVIRONMENT, REQUIRES, connected, start_redis
from workbench.solvers._redis_worker import ANSWER, HEADER, READY, channel, reply_to
from workbench.solvers._serving import ANSWER_SECONDS, Processes, ServingSolver

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
        """A client that hears a channel of its own."""
        return _Publishing(self._path, place, self._workers)


class _Publishing(Client):
    """Publishes requests, and hears its own channel for answers."""

    def __init__(self, path: str, place: int, workers: int) -> None:
        self._redis = connected(path)
        self._place, self._workers = place, workers
        self._heard = self._redis.pubsub()
        self._heard.subscribe(reply_to(place))
        self._heard.get_message(timeout=ANSWER_SECONDS)

    def ask(self, number: int, row: Any) -> int:
        """Publish the row and wait for its answer; an earlier one that came too late is passed over."""
        import redis

        try:
            sent = HEADER.pack(self._place, number) + row.tobytes()
            if not self._redis.publish(channel(number % self._workers), sent):
                raise ConnectionError("nobody hears")
            ends = time.monotonic() + ANSWER_SECONDS
            while True:
                message = self._heard.get_message(timeout=max(0.0, ends - time.monotonic()))
                if message is None:
                    raise TimeoutError("no answer in %g seconds" % ANSWER_SECONDS)
                answered, value = ANSWER.unpack(message["data"])
                if answered == number:
                    return int(value)
        except redis.exceptions.RedisError as error:
            raise ConnectionError("no answer: %s" % error) from error

    def close(self) -> None:
        """Close both connections."""
        self._heard.close()
        self._redis.close()


PLUGIN = PubSub
