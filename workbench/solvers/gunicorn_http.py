"""A model behind HTTP, by gunicorn: one process or several, the model loaded once or once in each."""

from __future__ import annotations

import http.client
import os
import socket
from typing import Any

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers import _http_service
from workbench.solvers._load import Client
from workbench.solvers._serving import ANSWER_SECONDS, NUMPY, Processes, ServingSolver


class HTTP(ServingSolver):
    """Gunicorn with `workers` workers, each of which answers one request at a time; a connection a request.

    `copies`: processes, each with a model of its own ("multiple model syndrome"). `preloaded`: the model is loaded
    once, then the processes are forked and share its pages. `mapped`: each process maps the model's files, whose pages
    the kernel holds once. `threads`: one process with as many threads, for what lets go of the interpreter's lock.
    Source: docs.gunicorn.org, "preload_app", "threads".
    """

    name = "gunicorn.HTTP"
    variants = ("copies", "preloaded", "mapped", "threads")
    requires = {**NUMPY, "gunicorn": "pip install gunicorn"}
    environment = DeclaredEnvironment("gunicorn", ("gunicorn==27.0.*", "numpy==2.*"))

    def bring_up(self, data: Any, context: Context, processes: Processes) -> None:
        """Start gunicorn on a socket in the private folder."""
        self._socket = processes.path("http")
        ready = processes.path("ready")
        os.mkdir(ready)
        os.environ[_http_service.READY_FOLDER] = ready
        threaded = self.variant == "threads"
        service = _http_service.__name__
        processes.python(
            "gunicorn",
            *("-m", "gunicorn", "--config", "python:" + service, "--bind", "unix:" + self._socket),
            *("--workers", "1" if threaded else str(context.workers)),
            *(["--threads", str(context.workers), "--worker-class", "gthread"] if threaded else []),
            *("--worker-tmp-dir", processes.folder, "--no-control-socket", "--timeout", "0", "--log-level", "warning"),
            *(["--preload"] if self.variant == "preloaded" else []),
            "%s:application(%r, %r, %r)" % (service, data.model, data.folder, self.variant == "mapped"),
        )
        workers = 1 if threaded else context.workers
        processes.wait_until(lambda: len(os.listdir(ready)) == workers)

    def connect(self, place: int) -> Client:  # noqa: ARG002 - all alike
        """A client that opens a connection for each request."""
        return _Posting(self._socket)


class _Posting(Client):
    """By the standard library: a request costs its sender 0.2 ms of CPU, through httpx 0.6 to 0.7 ms (measured)."""

    def __init__(self, path: str) -> None:
        self._path = path

    def ask(self, number: int, row: Any) -> int:  # noqa: ARG002 - the answer comes on the same connection
        """POST the row."""
        connection = _Connection(self._path)
        try:
            connection.request("POST", "/", row.tobytes())
            response = connection.getresponse()
            answer = response.read()
            if response.status != http.client.OK:
                raise ConnectionError("the server answers %d" % response.status)
            return int(answer)
        except http.client.HTTPException as error:
            raise ConnectionError("no answer: %r" % error) from error
        finally:
            connection.close()


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=ANSWER_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of an address."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(ANSWER_SECONDS)
        self.sock.connect(self._path)


PLUGIN = HTTP
