"""What a practice cluster asks of an engine."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from typing import Any, Protocol

from workbench.practice.site import Site
from workbench.practice.tools import PracticeError

ANSWER_SECONDS, POLL_SECONDS = 5.0, 0.1


class Engine(Protocol):
    """Brings one engine up: its scheduler beside the nodes, at the machine's address in the cluster, its workers on the
    nodes. `ready_seconds`: how long that may take."""

    name: str
    ready_seconds: float

    def missing(self, python: str) -> str | None:
        """What this machine or the interpreter lacks for it, and what would mend it; None where nothing is."""

    def start(self, site: Site) -> None:
        """Start its processes, and keep how it is reached (`Site.reach`)."""

    def is_ready(self, site: Site) -> bool:
        """Whether all its workers are there. Asked again until they are."""

    def counted(self, site: Site) -> int:
        """How many workers it counts, with dead ones that it has not missed yet; 0 where it doesn't answer."""


def wait_until_ready(engine: Engine, site: Site) -> None:
    """Raises PracticeError where a process of it ends, or its workers don't come in time."""
    deadline = time.monotonic() + engine.ready_seconds
    while not engine.is_ready(site):
        site.check_alive(engine.name)
        if time.monotonic() > deadline:
            raise PracticeError(
                f"{engine.name} did not get all its workers within {engine.ready_seconds:g} s",
                "a firewall that drops what crosses a bridge may keep nodes apart",
            )
        time.sleep(POLL_SECONDS)


def wait_until_missed(engine: Engine, site: Site, left: int) -> None:
    """Return once the engine counts no more workers than are left.

    A machine that loses its power says no good-bye: until the engine has not heard of it for a while, it would take
    the dead for the one that is started anew, and may refuse that. Raises PracticeError.
    """
    deadline = time.monotonic() + engine.ready_seconds
    while (counted := engine.counted(site)) > left:
        if time.monotonic() > deadline:
            raise PracticeError(
                f"{engine.name} still counts {counted} workers after {engine.ready_seconds:g} s, and {left} are left",
                f"start anew: workbench cluster down {site.cluster.name}, and up",
            )
        time.sleep(POLL_SECONDS)


def lacks_module(python: str, module: str, remedy: str) -> str | None:
    """Why an interpreter can't import a module, found without importing it; None where it can."""
    asked = [python, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)"]
    try:
        code = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{python} can't be run: {error}"
    return None if code == 0 else f"{python} has no {module}: {remedy}"


def fetched_json(url: str) -> Any:
    """What a web address answers, read as JSON; None where nothing sensible does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)
    except (OSError, ValueError, urllib.error.URLError):
        return None
