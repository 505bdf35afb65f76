"""What a person should know before measuring here: the machine, what spoils figures, what is missing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import workbench
from workbench.model.run import Machine
from workbench.sessions.listing import Entry, list_plugins
from workbench.telemetry.machine import read_machine, read_spoilers


@dataclass(frozen=True)
class Diagnosis:
    """`limits` maps what can't be done on this kind of system to the reason; `spoilers` are sentences."""

    workbench_version: str
    python_version: str
    machine: Machine
    spoilers: tuple[str, ...]
    plugins: tuple[Entry, ...]
    limits: Mapping[str, str]


def diagnose(results: str) -> Diagnosis:
    """Look around. Changes nothing and takes about a second."""
    return Diagnosis(
        workbench_version=workbench.__version__,
        python_version="%d.%d.%d" % sys.version_info[:3],
        machine=read_machine(),
        spoilers=tuple(read_spoilers(results)),
        plugins=list_plugins(),
        limits=_limits(sys.platform),
    )


def _limits(platform: str) -> dict[str, str]:
    """What the system lacks. Everything works on Linux, WSL 2 included."""
    if platform == "linux":
        return {}
    found = {
        "peak memory of the tree": "without /proc it is the largest sum of resident sizes sampled through psutil",
        "orphaned processes": "only Linux has child subreapers: a daemon that a trial leaves behind is not found",
        "proportional memory (PSS)": "only Linux tells it: pages that workers share count once a process",
    }
    if platform == "win32":
        found["running trials"] = "Windows has neither fork nor sessions: use WSL 2"
    return found
