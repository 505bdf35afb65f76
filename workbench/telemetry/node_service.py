"""Starting and ending a node's sampler: functions that an engine calls on the node."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from typing import Any, Dict, Mapping, Optional, Tuple

import workbench
from workbench.telemetry.kernel.netstats import parse_interfaces
from workbench.telemetry.node import ORDER, READY, SERIES, SUMMARY, read_whole, write_whole
from workbench.telemetry.node_machine import machine_told

PREFIX = "wb-node-"
LOOPBACK = ("lo", "lo0")
APART = """
import os, sys
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-m", "workbench.telemetry.node", sys.argv[1]])
"""
"""Ends at once and leaves the sampler to nobody: no worker has to wait for it, nor takes it along when it is killed."""


def begin(order: Mapping[str, Any]) -> str:
    """Start the sampler; returns its folder. `order` as in workbench.telemetry.node."""
    folder = tempfile.mkdtemp(prefix=PREFIX)
    write_whole(folder, ORDER, order)
    code = os.path.dirname(os.path.dirname(os.path.abspath(workbench.__file__)))
    with open(os.path.join(folder, "errors.txt"), "wb") as errors:
        # A folder of its own is all that it may import from besides.
        subprocess.run(
            [sys.executable, "-S", "-c", APART, folder],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": code},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=True,
        )
    return folder


def ready(folder: str) -> Optional[Dict[str, Any]]:
    """Its process and when it began, and what tells this node from others; None while it isn't there yet."""
    try:
        told = read_whole(_own(folder), READY)
    except FileNotFoundError:
        return None
    order = read_whole(folder, ORDER)
    workers = [order["pid"], *order.get("beside", ())]
    return {**told, "identity": identity(), "network": network_bytes(), **machine_told(workers)}


def ask_to_end(folder: str) -> None:
    """Tell it to make its last tick. It may be gone already."""
    try:
        os.kill(int(read_whole(_own(folder), READY)["pid"]), signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        pass


def collect(folder: str, last_chance: bool) -> Optional[Dict[str, Any]]:
    """What it came to, and its points, compressed; then nothing of it is left. None while it isn't done.

    Where it has ended without a word, or with `last_chance`, it is taken as it is: `summary` is None then, and `errors`
    the end of what it complained about.
    """
    folder = _own(folder)
    ended = _ended(folder)
    summary = None
    try:
        summary = read_whole(folder, SUMMARY)
    except FileNotFoundError:
        if not (last_chance or ended):
            return None
    found = {
        "summary": summary,
        "points": zlib.compress(_content(folder, SERIES), 1),
        "errors": _content(folder, "errors.txt")[-800:].decode("utf-8", "replace").strip(),
        "network": network_bytes(),
    }
    _end(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def end_of_trial(trial_id: str) -> int:
    """End every sampler of that trial here, whoever began it, and leave nothing of it; how many there were."""
    found = 0
    for name in os.listdir(tempfile.gettempdir()):
        folder = os.path.join(tempfile.gettempdir(), name)
        try:
            if name.startswith(PREFIX) and read_whole(_own(folder), ORDER)["trial_id"] == trial_id:
                ask_to_end(folder)
                collect(folder, True)
                found += 1
        except (OSError, ValueError, KeyError):
            continue  # Another user's, or gone meanwhile.
    return found


def identity() -> Tuple[str, str, str]:
    """Host name, and the start of the machine and the network namespace this runs in; "" where there is no such."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        return socket.gethostname(), boot, os.readlink("/proc/self/ns/net")
    except OSError:
        return socket.gethostname(), "", ""


def network_bytes() -> Optional[Tuple[int, int]]:
    """(received, sent) over all interfaces but loopback since they are up; None where the kernel doesn't tell."""
    try:
        with open("/proc/net/dev", "rb") as file:
            counts = parse_interfaces(file.read())
    except OSError:
        return None
    outward = [found for name, found in counts.items() if name not in LOOPBACK]
    return sum(received for received, _ in outward), sum(sent for _, sent in outward)


def _ended(folder: str) -> bool:
    """Whether its process is no more; before it is ready there is none to tell."""
    try:
        os.kill(int(read_whole(folder, READY)["pid"]), 0)
    except ProcessLookupError:
        return True
    except FileNotFoundError:
        pass
    return False


def _end(folder: str) -> None:
    """It must be gone, whatever it does: what it is asked to do comes first, then it is made to."""
    try:
        pid = int(read_whole(folder, READY)["pid"])
        for _ in range(20):
            os.kill(pid, 0)
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        pass


def _content(folder: str, name: str) -> bytes:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def _own(folder: str) -> str:
    """The folder, if it is one of ours. Raises ValueError for any other."""
    if not os.path.basename(folder).startswith(PREFIX) or os.lstat(folder).st_uid != os.getuid():
        raise ValueError("%r is no folder of a node's sampler" % folder)
    return folder
