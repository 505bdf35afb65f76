"""Running an installer: what it says is kept, and it ends when it takes too long or nobody wants it any more."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO

POLL_SECONDS = 0.1
MOST_OUTPUT_BYTES = 1_000_000
_OURS = ("PYTHON", "VIRTUAL_ENV", "CONDA_")
"""Before the names of variables that say which Python we are, not which one is made."""
_ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "UV_SYSTEM_PYTHON", "UV_PYTHON")
"""Would have the installer put things elsewhere."""


class Cancelled(Exception):
    """Nobody waits for the environment any more."""


class CommandFailed(Exception):
    """A command ended badly; carries the end of what it printed."""

    def __init__(self, output: str, timed_out: bool = False) -> None:
        super().__init__(output[-200:])
        self.output = output
        self.timed_out = timed_out


def inherited(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables an installer is given: a person's own settings of it, without those that name our own Python."""
    kept = {name: value for name, value in environment.items() if not name.startswith(_OURS) and name not in _ELSEWHERE}
    return {
        **kept,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "NO_COLOR": "1",
    }


def run_command(
    argv: Sequence[str],
    folder: str,
    cancelled: threading.Event,
    timeout_seconds: float,
    variables: Mapping[str, str] = {},
) -> str:
    """What the command printed, on both streams. It works in `folder`, in a process group of its own.

    `variables` are set for it over those an installer is given.

    Raises CommandFailed, and Cancelled once `cancelled` is set; nothing that it started is left then.
    """
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                argv,
                cwd=folder,
                env={**inherited(), **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise CommandFailed(f"{argv[0]} can't be run: {error.strerror}") from error
        try:
            timed_out = not _ended(process, cancelled, time.monotonic() + timeout_seconds)
        finally:
            _end(process)
        said = _tail(output)
    if timed_out or process.returncode != 0:
        raise CommandFailed(said, timed_out)
    return said


def _ended(process: subprocess.Popen[bytes], cancelled: threading.Event, deadline: float) -> bool:
    """Wait for the end; False at the deadline."""
    while process.poll() is None:
        if time.monotonic() >= deadline:
            return False
        if cancelled.wait(POLL_SECONDS):
            raise Cancelled
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of its group: a compiler may outlive the installer that started it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _tail(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - MOST_OUTPUT_BYTES))
    return output.read().decode("utf-8", "replace")
