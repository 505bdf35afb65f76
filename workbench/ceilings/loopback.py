"""How fast bytes go through TCP on this machine."""

from __future__ import annotations

import os
import socket
from typing import Any

from workbench.ceilings._cores import in_fresh_process
from workbench.ceilings._rounds import median, timed_rounds
from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling

BLOCK = bytes(1 << 20)
BLOCKS = 256
TIMEOUT_SECONDS = 20.0


class Loopback(CeilingTest):
    """Sends bytes to another process over TCP on 127.0.0.1 and waits for one byte back."""

    name = "loopback"
    about_seconds = 6.0

    def measure(self, scratch: str) -> tuple[Ceiling, ...]:  # noqa: ARG002 - the contract's
        """`loopback_bandwidth` in bytes a second and `loopback_round_trip` in seconds."""
        streams, trips = in_fresh_process(time_streams_and_trips, None)
        size = len(BLOCK) * BLOCKS
        return (
            Ceiling(
                "loopback_bandwidth",
                size / min(streams),
                "bytes/s",
                f"TCP on 127.0.0.1, {size >> 20} MiB in blocks of 1 MiB one way, best of {len(streams)} rounds",
            ),
            Ceiling(
                "loopback_round_trip",
                median(trips),
                "s",
                f"TCP on 127.0.0.1, one byte there and back, without delay (TCP_NODELAY), median of {len(trips)}",
            ),
        )


def time_streams_and_trips(_: Any) -> tuple[list[float], list[float]]:
    """Seconds of each stream of BLOCKS blocks, and of each round trip of one byte."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(TIMEOUT_SECONDS)
            pid = os.fork()
            if pid == 0:
                _answer(server.getsockname()[1])
            connection, _address = server.accept()
    except OSError as error:
        raise CannotMeasure(f"TCP on 127.0.0.1 does not work here: {error}") from error
    with connection:
        _prepare(connection)
        trips = _trips(connection)
        streams = _streams(connection)
    os.waitpid(pid, 0)
    return streams, trips


def _trips(connection: socket.socket) -> list[float]:
    def trip() -> None:
        connection.sendall(b"t")
        connection.recv(1)

    timed_rounds(trip, 100, 1.0)
    return timed_rounds(trip, 5000, 1.0)


def _streams(connection: socket.socket) -> list[float]:
    def stream() -> None:
        for _ in range(BLOCKS):
            connection.sendall(BLOCK)
        connection.recv(1)

    connection.sendall(b"s")
    connection.recv(1)
    return timed_rounds(stream, 8, 2.0)


def _answer(port: int) -> None:
    """The other process: echoes a byte until it is told that streams follow, then answers each with a byte."""
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
            _prepare(connection)
            while (word := connection.recv(1)) == b"t":
                connection.sendall(word)
            connection.sendall(word)
            _swallow(connection)
    finally:
        os._exit(0)


def _swallow(connection: socket.socket) -> None:
    buffer, missing = bytearray(len(BLOCK)), len(BLOCK) * BLOCKS
    while count := connection.recv_into(buffer, min(missing, len(buffer))):
        missing -= count
        if not missing:
            connection.sendall(b"s")
            missing = len(BLOCK) * BLOCKS


def _prepare(connection: socket.socket) -> None:
    connection.settimeout(TIMEOUT_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


PLUGIN = Loopback
