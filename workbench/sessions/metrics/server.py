"""Serves metrics over HTTP, from a thread that sleeps until it is asked."""

from __future__ import annotations

import errno
import ipaddress
import os
import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, cast

from workbench.errors import WorkbenchError
from workbench.exporters._families import REQUIRES, Figure, FigureCollector

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

LOOPBACK = "127.0.0.1"
SLOW_SECONDS = 5.0
"""Who takes longer than this to ask or to read is not waited for."""
INDEX = b"<!doctype html><title>workbench</title><a href=/metrics>metrics</a>\n"


@contextmanager
def serving(
    read: Callable[[], Iterable[Figure]], address: str, port: int, tell: Callable[[str], None]
) -> Iterator[None]:
    """Serve what `read` gives at `/metrics` while the block runs; where, and what is unsafe of it, goes to `tell`.

    Raises WorkbenchError where prometheus-client is missing, or the port or the address can't be had.
    """
    for module, command in REQUIRES.items():
        if find_spec(module) is None:
            raise WorkbenchError(f"serving metrics needs {module}", command)
    server = _bound(address, port)
    stop_reading, stop_writing = os.pipe()
    thread = threading.Thread(target=_serve, args=(server, stop_reading), name="metrics", daemon=True)
    try:
        server.registry = _registry(read)
        tell(f"metrics: http://{_shown(address)}:{server.server_port}/metrics")
        if not _is_loopback(address):
            tell(f"warning: whoever reaches {address} can read them; there is no password")
        thread.start()
        yield
    finally:
        os.write(stop_writing, b"\0")
        if thread.ident is not None:
            thread.join(SLOW_SECONDS)
        server.server_close()
        os.close(stop_reading)
        os.close(stop_writing)


class _Server(HTTPServer):
    """One request at a time: more could not be answered without taking CPUs from what is measured."""

    registry: CollectorRegistry

    def server_bind(self) -> None:
        """As TCPServer does: HTTPServer would ask the network for a name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        # Whoever asked may be gone before we accept, and that must not hold us.
        self.socket.setblocking(False)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone, or was too slow."""

    @property
    def is_private(self) -> bool:
        """Whether only this machine reaches it."""
        return _is_loopback(str(self.server_address[0]))


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    """GET of `/metrics` and of a page that links to it. Nothing else, and nothing about us in the headers."""

    timeout = SLOW_SECONDS
    server_version, sys_version = "workbench", ""
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        if self.server.is_private and not _names_this_machine(self.headers.get("Host", "")):
            # A page of a foreign site whose name was made to point here (DNS rebinding) may not read us.
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "ask for 127.0.0.1 or localhost")
            return
        path = self.path.partition("?")[0]
        if path == "/metrics":
            from prometheus_client.exposition import choose_encoder

            encode, kind = choose_encoder(self.headers.get("Accept", ""))
            self._answer(encode(self.server.registry), kind)
        elif path == "/":
            self._answer(INDEX, "text/html; charset=utf-8")
        else:
            self.send_error(HTTPStatus.NOT_FOUND, "there is /metrics")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Silence: standard error is a person's."""


def _registry(read: Callable[[], Iterable[Figure]]) -> CollectorRegistry:
    """One of our own: the library's global one would add figures of the process that serves."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.registry import Collector

    registry = CollectorRegistry(auto_describe=False)
    registry.register(cast("Collector", FigureCollector(read)))
    return registry


def _bound(address: str, port: int) -> _Server:
    kind = _Server6 if ":" in address else _Server
    try:
        return kind((address, port), _Handler)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        reason = f"port {port} is taken" if taken else f"can't listen on {address} port {port}: {error}"
        raise WorkbenchError(reason, "choose another port; 0 finds a free one") from error


def _serve(server: _Server, stop: int) -> None:
    """Until `stop` has something to read. `serve_forever` would wake up twice a second."""
    waiting = select.poll()
    waiting.register(server, select.POLLIN)
    waiting.register(stop, select.POLLIN)
    while stop not in dict(waiting.poll()):
        server.handle_request()


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _names_this_machine(host: str) -> bool:
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    return _is_loopback(name.strip("[]")) if name else False


def _shown(address: str) -> str:
    return f"[{address}]" if ":" in address else address
