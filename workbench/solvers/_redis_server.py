"""A Redis of a trial's own: on a socket in the trial's private folder, kept in memory only, and how much it takes."""

from __future__ import annotations

from typing import Any, NamedTuple

from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._serving import ANSWER_SECONDS, NUMPY, Processes

ENVIRONMENT = DeclaredEnvironment("redis", ("redis==8.1.*", "numpy==2.*"), needs=("redis>=7",))
REQUIRES = {**NUMPY, "redis": "pip install redis"}
NODE_BYTES = 8192
"""An element of more is a node of its own in a list; smaller ones share a node (list-max-listpack-size -2)."""
ELEMENT_OVERHEAD_BYTES = 11
"""What a listpack keeps beside an element of a few kB: its length at both ends."""
NODE_OVERHEAD_BYTES = 48
"""The node itself (32 bytes) and what malloc keeps beside the listpack."""
SMALLEST_STEP_BYTES = 16
SENDERS_ITEMS = 2
"""The item that is arriving, and the buffer that Redis makes for the next one to come."""


class Capacity(NamedTuple):
    """How many items a queue holds: memory over the item's size, what is predicted of Redis, and what Redis took."""

    items_by_size: int
    items_predicted: int
    items_held: int


def start_redis(processes: Processes, memory_bytes: int) -> Any:
    """Start `redis-server` with at most so much memory and wait until it answers; returns a connection to it.

    What doesn't fit is refused (`noeviction`), nothing is written to disk, and no port is opened.
    """
    import redis

    path = processes.path("redis")
    processes.start(
        "redis-server",
        [
            "redis-server",
            *("--port", "0", "--unixsocket", path, "--unixsocketperm", "700", "--dir", processes.folder),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
            *("--maxmemory", str(memory_bytes), "--maxmemory-policy", "noeviction"),
        ],
    )
    connection = connected(path)

    def answers() -> bool:
        try:
            return bool(connection.ping())
        except redis.exceptions.ConnectionError:
            return False

    processes.wait_until(answers)
    return connection


def connected(path: str) -> Any:
    """A connection to the Redis at the socket `path`, which tries nothing twice. Used by one thread."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Longer than what a client waits for an answer: that one says more.
    return redis.Redis(
        unix_socket_path=path,
        socket_timeout=2 * ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def capacity(scratch: str, memory_bytes: int, item_bytes: int) -> Capacity:
    """Fill a list with items until Redis refuses one: in a Redis of its own, which has ended on return."""
    import redis

    processes = Processes(scratch)
    try:
        connection = start_redis(processes, memory_bytes)
        free_bytes = memory_bytes - int(connection.info("memory")["used_memory"])
        item = bytes(item_bytes)
        held = 0
        try:
            while True:
                held = connection.rpush("items", item)
        except redis.exceptions.OutOfMemoryError:
            connection.close()
        return Capacity(memory_bytes // item_bytes, predicted_items(free_bytes, item_bytes), held)
    finally:
        processes.stop()


def predicted_items(free_bytes: int, item_bytes: int) -> int:
    """How many items of one size a list of Redis 7 takes in so much free memory, one sender pushing them.

    Redis counts what its allocator sets aside, what its clients send included, and refuses a write once more than the
    limit is in use: the item that goes beyond it is still taken.
    """
    shared = max(1, NODE_BYTES // (item_bytes + ELEMENT_OVERHEAD_BYTES))
    node_bytes = allocated_bytes(shared * (item_bytes + ELEMENT_OVERHEAD_BYTES)) + NODE_OVERHEAD_BYTES
    left_bytes = free_bytes - SENDERS_ITEMS * allocated_bytes(item_bytes)
    return max(0, left_bytes * shared // node_bytes + 1)


def allocated_bytes(size_bytes: int) -> int:
    """What jemalloc sets aside for so many bytes: a multiple of 16 up to 128, then four sizes a doubling.

    Source: jemalloc(3), "Implementation notes", table of size classes.
    """
    step = max(SMALLEST_STEP_BYTES, 1 << max(0, (size_bytes - 1).bit_length() - 3))
    return -(-size_bytes // step) * step
