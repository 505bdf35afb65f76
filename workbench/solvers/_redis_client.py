"""A client of a model behind Redis: sends a request in some way, and hears the answers on a channel of its own."""

from __future__ import annotations

import time
from typing import Any, Callable

from workbench.solvers._load import Client
from workbench.solvers._redis_server import connected
from workbench.solvers._redis_worker import ANSWER, HEADER, reply_to
from workbench.solvers._serving import ANSWER_SECONDS


class RedisClient(Client):
    """Client number `place` of the Redis at the socket `path`.

    `send` is given a connection, the number of the request and its bytes, and returns how many workers or waiting
    requests that reached. Answers are published, because a full Redis refuses what is pushed and not what is published.
    """

    def __init__(self, path: str, place: int, send: Callable[[Any, int, bytes], int]) -> None:
        self._redis = connected(path)
        self._place, self._send = place, send
        self._heard = self._redis.pubsub()
        self._heard.subscribe(reply_to(place))
        # Redis has answered: from now on nothing is missed.
        self._heard.get_message(timeout=ANSWER_SECONDS)

    def ask(self, number: int, row: Any) -> int:
        """Send the row and wait for its answer; one to an earlier request, which came too late, is passed over."""
        import redis

        try:
            if not self._send(self._redis, number, HEADER.pack(self._place, number) + row.tobytes()):
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
