"""How fast two nodes exchange bytes: a listener on one, asked by the other. Functions that an engine calls on nodes.

`python -m workbench.telemetry.exchange ADDRESS` is the listener: it prints its port and what a caller has to know,
answers one caller after another, and ends when it is told to or nobody has called for a while.
"""

from __future__ import annotations

import hmac
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from typing import List, NamedTuple, Tuple

import workbench

ALONE_SECONDS = 60.0
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
TOKEN_BYTES = 32
ECHO, SINK, END = b"e", b"s", b"q"
ROUNDS = 20
CHUNK = bytes(64 * 1024)
COUNT_BYTES = 8
APART = """
import os, sys
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-S", "-m", "workbench.telemetry.exchange", sys.argv[1]])
"""
"""Leaves the listener to nobody, as a node's sampler is (workbench.telemetry.node_service)."""


class Listening(NamedTuple):
    """Where a listener is, and what it wants to hear first."""

    address: str
    port: int
    token: str


class Exchanged(NamedTuple):
    """The median time there and back of a byte, and how much a second arrived at the other end."""

    round_trip_seconds: float
    bytes_per_second: float


def begin(address: str) -> Tuple[str, int, str]:
    """Start a listener at this node's address. Raises OSError with what it said where it can't listen there."""
    code = os.path.dirname(os.path.dirname(os.path.abspath(workbench.__file__)))
    done = subprocess.run(
        [sys.executable, "-S", "-c", APART, address],
        env={**os.environ, "PYTHONPATH": code},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=ANSWER_SECONDS,
        check=True,
    )
    port, _, token = done.stdout.decode("utf-8", "replace").strip().partition(" ")
    if not port.isdigit():
        raise OSError("no listener at %s: %s" % (address, (port + " " + token)[-200:]))
    return Listening(address, int(port), token)


def measure(listening: Tuple[str, int, str], seconds: float) -> Tuple[float, float]:
    """Exchange with a listener, sending for so long. Raises OSError where it can't be reached."""
    where = Listening(*listening)
    times: List[float] = []
    with _call(where, ECHO) as line:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            line.sendall(b"x")
            if not line.recv(1):
                raise OSError("the listener at %s hung up" % where.address)
            times.append(time.perf_counter() - began)
    with _call(where, SINK) as line:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            line.sendall(CHUNK)
        line.shutdown(socket.SHUT_WR)
        # It answers once all has arrived: what is still on its way counts, and so does its time.
        arrived = int.from_bytes(_exactly(line, COUNT_BYTES), "big")
        took = time.perf_counter() - began
    return Exchanged(statistics.median(times), arrived / took)


def end(listening: Tuple[str, int, str]) -> None:
    """Tell a listener to end. It may have ended already."""
    try:
        _call(Listening(*listening), END).close()
    except OSError:
        pass


def listen(address: str) -> None:
    """Be the listener."""
    token = secrets.token_hex(TOKEN_BYTES // 2)
    with socket.create_server((address, 0)) as server:
        server.settimeout(ALONE_SECONDS)
        sys.stdout.write("%d %s\n" % (server.getsockname()[1], token))
        sys.stdout.flush()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (1, 2):
            os.dup2(nothing, descriptor)
        told = b""
        while told != END:
            try:
                line, _ = server.accept()
            except socket.timeout:
                return
            with line:
                line.settimeout(ANSWER_SECONDS)
                try:
                    told = _serve(line, token.encode())
                except OSError:
                    continue  # A caller that hangs up in the middle is no reason to leave the others.


def _serve(line: socket.socket, token: bytes) -> bytes:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not hmac.compare_digest(_exactly(line, TOKEN_BYTES), token):
        return b""
    wanted = _exactly(line, 1)
    if wanted == ECHO:
        while True:
            byte = line.recv(1)
            if not byte:
                return wanted
            line.sendall(byte)
    if wanted == SINK:
        arrived, room = 0, bytearray(len(CHUNK))
        while True:
            count = line.recv_into(room)
            if not count:
                break
            arrived += count
        line.sendall(arrived.to_bytes(COUNT_BYTES, "big"))
    return wanted


def _call(where: Listening, wanted: bytes) -> socket.socket:
    line = socket.create_connection((where.address, where.port), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(where.token.encode() + wanted)
    return line


def _exactly(line: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = line.recv(count - len(found))
        if not more:
            raise OSError("the other end hung up")
        found += more
    return found


if __name__ == "__main__":
    listen(sys.argv[1])
