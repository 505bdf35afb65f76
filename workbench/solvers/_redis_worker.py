"""One worker process behind Redis: `python -m workbench.solvers._redis_worker queue|pubsub SOCKET MODEL FOLDER …`.

Requests carry the number of their client and their own before the row, so that an answer finds its way back.
"""

from __future__ import annotations

import struct
import sys
from typing import Any, List, Tuple

from workbench.solvers._http_service import loaded

HEADER = struct.Struct("<II")
"""The client that asks, and the request's number."""
ANSWER = struct.Struct("<Ii")
"""The request's number, and what is answered."""
READY = "ready"
QUEUE = "requests"


def channel(worker: int) -> str:
    """Where a worker of pub/sub hears requests."""
    return "requests:%d" % worker


def reply_to(client: int) -> str:
    """The channel of a client's answers."""
    return "answers:%d" % client


def answer(model: Any, items: List[bytes]) -> List[Tuple[str, bytes]]:
    """For each request its client's channel, and the answer: all rows are predicted at once."""
    import numpy as np

    rows = np.stack([np.frombuffer(item, dtype="<f4", offset=HEADER.size) for item in items])
    asked = [HEADER.unpack_from(item) for item in items]
    found = zip(asked, model.predict(rows))
    return [(reply_to(client), ANSWER.pack(number, int(value))) for (client, number), value in found]


def serve_queue(connection: Any, model: Any, batch: int) -> None:
    """Take what waits, at most `batch` at a time, and answer; until the process is ended."""
    connection.rpush(READY, 1)
    while True:
        _, items = connection.blmpop(0, 1, QUEUE, direction="LEFT", count=batch)
        answers = connection.pipeline(transaction=False)
        for to, said in answer(model, items):
            answers.publish(to, said)
        answers.execute()


def serve_channel(connection: Any, model: Any, worker: int) -> None:
    """Answer what is published to this worker, one by one; until the process is ended."""
    heard = connection.pubsub(ignore_subscribe_messages=True)
    heard.subscribe(channel(worker))
    heard.get_message(timeout=None)
    connection.rpush(READY, 1)
    while True:
        message = heard.get_message(timeout=None)
        if message is not None:
            for to, said in answer(model, [message["data"]]):
                connection.publish(to, said)


def main(way: str, path: str, model: str, folder: str, number: str) -> None:
    """Load the model, then serve: `number` is the batch of a queue, and the worker's own of pub/sub."""
    import redis

    service = loaded(model, folder, False)
    serve = {"queue": serve_queue, "pubsub": serve_channel}[way]
    serve(redis.Redis(unix_socket_path=path), service, int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
