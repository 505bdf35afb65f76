"""A scope of the service manager: a part of the unified hierarchy that systemd hands to whoever asks it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence

from workbench.running.limits.control import CannotLimit, write
from workbench.running.limits.hierarchies import CPU, CPUSET, MEMORY, Hierarchy, unified_group

START_SECONDS = 10.0
LEAF = "launcher"

StartIn = Callable[[Sequence[str]], int]
"""Starts the launcher anew by a command line that runs it (empty: as it is); returns its process number."""


def is_possible(environment: dict[str, str]) -> bool:
    """Whether systemd-run and a service manager to ask are there."""
    bus = "DBUS_SESSION_BUS_ADDRESS" in environment or "XDG_RUNTIME_DIR" in environment
    return shutil.which("systemd-run") is not None and os.path.isdir("/run/systemd/system") and (_is_root() or bus)


def open_scope(start_in: StartIn, proc: str = "/proc") -> Hierarchy:
    """Start the launcher in a scope of its own, which is then ours to divide; it ends with the launcher.

    The launcher moves into a group inside it, as only groups without processes can be divided
    (cgroup-v2.rst, "No Internal Process Constraint"). Raises CannotLimit.
    """
    unit = f"workbench-{os.getpid()}"
    user = [] if _is_root() else ["--user"]
    asked = ["systemd-run", *user, "--scope", "--quiet", "--collect", "--no-ask-password"]
    pid = start_in([*asked, f"--unit={unit}", "--property=Delegate=yes", "--"])
    folder = _wait_for(pid, f"{unit}.scope", proc)
    leaf = os.path.join(folder, LEAF)
    try:
        os.mkdir(leaf)
    except OSError as error:
        raise CannotLimit(f"systemd did not hand {folder} to this user: {error.strerror}") from error
    write(os.path.join(leaf, "cgroup.procs"), str(pid))
    for controller in (CPU, MEMORY, CPUSET):
        try:
            write(os.path.join(folder, "cgroup.subtree_control"), f"+{controller}")
        except CannotLimit:
            continue  # Not delegated to this user; who needs it looks for it, and says so.
    return Hierarchy(2, folder)


def _wait_for(pid: int, scope: str, proc: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        folder = unified_group(pid, proc)
        if folder is not None and os.path.basename(folder) == scope:
            return folder
        if not os.path.exists(f"{proc}/{pid}"):
            break
        time.sleep(0.01)
    raise CannotLimit("systemd-run did not start a scope", "see: systemd-run --user --scope true")


def _is_root() -> bool:
    return os.geteuid() == 0
