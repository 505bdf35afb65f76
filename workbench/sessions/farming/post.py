"""What the engine calls on a machine of a farm: starts the agent there, hands it messages, and takes its answers.

Message and answer number N are the files `asked-N` and `answer-N` in the agent's folder, lines of workbench.wire;
`series-N` is what goes with an answer. The agent holds a lock as long as it lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from typing import Optional

import workbench

PREFIX = "wb-farm-"
ALIVE, PID, LIFE, ERRORS = "alive", "pid", "life", "errors.txt"
TAIL_BYTES = 800
OF_NANNIES = ("MALLOC_TRIM_THRESHOLD_",)
"""Variables that Dask's nannies set for their workers, which would change how a trial's memory is given back."""
APART = """
import os, sys
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""
"""Ends at once and leaves the agent to nobody: no worker has to wait for it, nor takes it along when it is killed."""
BEGIN = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("workbench.sessions.farming.agent", run_name="__main__", alter_sys=True)
"""
"""PYTHONPATH stays the person's own."""


def begin(order: bytes) -> str:
    """Start an agent with this order (a message `farm`); returns its folder, private, with our code unpacked in it."""
    folder = tempfile.mkdtemp(prefix=PREFIX)
    code = _unpacked(folder)
    write_whole(folder, ALIVE, b"")
    write_whole(folder, asked_name(0), order)
    kept = {name: value for name, value in os.environ.items() if name not in OF_NANNIES}
    life = os.open(os.path.join(folder, LIFE), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(life, fcntl.LOCK_EX)
        with open(os.path.join(folder, ERRORS), "wb") as errors:
            subprocess.run(
                [sys.executable, "-c", APART, BEGIN, code, folder, str(life)],
                cwd=folder,
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=(life,),
                check=True,
            )
    finally:
        os.close(life)
    return folder


def give(folder: str, number: int, message: bytes) -> None:
    """Hand the agent its next message."""
    keep(folder)
    write_whole(_own(folder), asked_name(number), message)


def take(folder: str, number: int) -> Optional[tuple[bytes, Optional[bytes]]]:
    """The answer to a message, with what goes with it; None while there is none.

    Raises RuntimeError, with the end of what it complained about, where the agent is no more.
    """
    keep(folder)
    gone = ended(folder)
    answer = content(folder, answer_name(number))
    if answer is not None:
        return answer, content(folder, series_name(number))
    if gone:
        said = (content(folder, ERRORS) or b"")[-TAIL_BYTES:].decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError("its agent ended without an answer%s" % (": " + said[-1] if said else ""))
    return None


def keep(folder: str) -> None:
    """Tell the agent that it is still wanted."""
    os.utime(os.path.join(_own(folder), ALIVE))


def ask_to_end(folder: str, kill: bool = False) -> None:
    """Tell the agent to end what runs and leave, or make it; it may be gone already.

    One that is only starting finds that nobody wants it.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(_own(folder), ALIVE))
    pid = content(folder, PID)
    if pid is not None and not ended(folder):
        os.kill(int(pid), signal.SIGKILL if kill else signal.SIGTERM)


def ended(folder: str) -> bool:
    """Whether the agent is no more."""
    try:
        life = os.open(os.path.join(_own(folder), LIFE), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(life)
    return True


def remove(folder: str) -> None:
    """Leave nothing of an agent that has ended."""
    if os.path.isdir(folder):
        shutil.rmtree(_own(folder), ignore_errors=True)


def asked_name(number: int) -> str:
    """The file of a message."""
    return "asked-%d" % number


def answer_name(number: int) -> str:
    """The file of the answer to it."""
    return "answer-%d" % number


def series_name(number: int) -> str:
    """The file of what goes with that."""
    return "series-%d" % number


def write_whole(folder: str, name: str, data: bytes) -> None:
    """A file that is there whole or not at all."""
    with open(os.path.join(folder, name + ".part"), "wb") as file:
        file.write(data)
    os.replace(os.path.join(folder, name + ".part"), os.path.join(folder, name))


def content(folder: str, name: str) -> Optional[bytes]:
    """What a file holds; None where there is none."""
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _unpacked(folder: str) -> str:
    """A folder with our code. It came as a zip file, from which nothing can be linked into a trial's imports."""
    source = os.path.dirname(os.path.dirname(os.path.abspath(workbench.__file__)))
    if os.path.isdir(source):
        return source
    code = os.path.join(folder, "code")
    with zipfile.ZipFile(source) as archive:
        archive.extractall(code)
    return code


def _own(folder: str) -> str:
    """The folder, if it is one of ours. Raises ValueError for any other."""
    if not os.path.basename(folder).startswith(PREFIX) or (
        os.path.lexists(folder) and os.lstat(folder).st_uid != os.getuid()
    ):
        raise ValueError("%r is no folder of a farm's agent" % folder)
    return folder
