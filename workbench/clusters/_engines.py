"""What is asked of the engines of IPython Parallel, as what can be sent to one that knows nothing of ours."""

from __future__ import annotations

import json
import os
from typing import Any, Callable

from workbench.clusters._arrival import installer
from workbench.errors import WorkbenchError

CALL = "getattr(__import__('importlib').import_module(module), name)(*arguments)"
"""Evaluated on an engine. By name, so that a function of Python's library is that of the engine's own version."""
WHERE = """(lambda socket, way: (socket.gethostname(), way.connect((towards, 9)) or way.getsockname()[0]))(
    __import__('socket'), __import__('socket').socket(type=2)
)"""
"""The engine's host, and its address on the way to the controller (a datagram socket is connected, nothing is sent)."""


def ask(view: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    """Have the engines of a view call a function of some module; IPython Parallel's AsyncResult."""
    named = {"module": function.__module__, "name": function.__qualname__, "arguments": tuple(arguments)}
    return view.apply_async(eval, CALL, named)


def ask_where(view: Any, controller: str) -> Any:
    """Have the engines of a view tell the name and the address of their host."""
    return view.apply_async(eval, WHERE, {"towards": controller})


def send_code(view: Any, archive: str) -> Any:
    """Make the modules of a zip file importable on the engines of a view, each from a folder of its own there.

    What a trial that was killed left there goes.
    """
    install, clear = _as_typed(installer(archive)), _cleaner()

    def arrive() -> None:
        import tempfile

        clear()
        install(tempfile.mkdtemp(prefix="workbench-engine-"))

    return view.apply_async(_as_typed(arrive))


def remove_code(view: Any) -> Any:
    """Take away what `send_code` put there."""
    return view.apply_async(_cleaner())


def _cleaner() -> Any:
    def clear() -> None:
        import os
        import shutil
        import sys

        for path in list(sys.path):
            if os.path.basename(os.path.dirname(path)).startswith("workbench-engine-"):
                sys.path.remove(path)
                shutil.rmtree(os.path.dirname(path), ignore_errors=True)

    return _as_typed(clear)


def connection_file(named: str) -> str:
    """That of a profile, or a path to one. Raises WorkbenchError where there is none."""
    if named.endswith(".json"):
        path = named
    else:
        root = os.environ.get("IPYTHONDIR") or os.path.expanduser("~/.ipython")
        path = os.path.join(root, "profile_" + named, "security", "ipcontroller-client.json")
    if not os.path.isfile(path):
        raise WorkbenchError("no controller of IPython Parallel answers for %s: there is no file %s" % (named, path))
    return path


def controller_address(path: str) -> str:
    """Where the controller of a connection file listens; where that is everywhere, the name of its host."""
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    host: str = told["interface"].partition("://")[2]
    return told["location"] if host in {"*", "0.0.0.0"} else host  # noqa: S104 - it is compared with


def _as_typed(function: Any) -> Any:
    """A function that IPython Parallel sends as it is, and doesn't look up in a module that isn't there."""
    function.__module__ = "__main__"
    return function
