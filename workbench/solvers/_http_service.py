"""A model behind HTTP: the application that gunicorn runs, and gunicorn's settings. Ours are these lines only."""

from __future__ import annotations

import importlib
import os
from typing import Any, Callable, Iterable

READY_FOLDER = "WORKBENCH_SERVING_READY"
"""The variable with the folder in which each worker process leaves a file once it has loaded the model."""


def loaded(model: str, folder: str, mapped: bool) -> Any:
    """The model that `module:class` names, as it lies in `folder`."""
    module, _, name = model.partition(":")
    return getattr(importlib.import_module(module), name)(folder, mapped)


def application(model: str, folder: str, mapped: bool) -> Callable[[Any, Any], Iterable[bytes]]:
    """A WSGI application: POST a row of float32, and get its answer as decimal digits. Anything else is refused."""
    import numpy as np

    answering = loaded(model, folder, mapped)
    row_bytes = 4 * answering.features

    def respond(environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ.get("CONTENT_LENGTH") != str(row_bytes):
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        row = np.frombuffer(environ["wsgi.input"].read(row_bytes), dtype="<f4")
        answer = b"%d" % answering.predict(row[None, :])[0]
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
        return [answer]

    return respond


def post_worker_init(worker: Any) -> None:
    """Gunicorn calls this in each worker that has loaded the application."""
    with open(os.path.join(os.environ[READY_FOLDER], str(worker.pid)), "w", encoding="ascii"):
        pass
