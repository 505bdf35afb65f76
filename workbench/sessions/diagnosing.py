"""What a person should know before measuring here: the machine, what spoils figures, what is missing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

import workbench
from workbench.errors import StoreError
from workbench.model.ceiling import Ceilings
from workbench.model.run import Machine
from workbench.running.limits.available import limit_means
from workbench.sessions.listing import Entry, list_plugins
from workbench.store.ceilings import read_ceilings
from workbench.telemetry.machine import read_machine, read_spoilers


@dataclass(frozen=True)
class Diagnosis:
    """`limits` maps what can't be done on this kind of system to the reason; `spoilers` are sentences.

    `trial_limits` maps the limits that a suite may name to what carries them here.
    `ceilings` is what was last measured of this machine; None with `ceilings_unreadable` where that can't be read.
    """

    workbench_version: str
    python_version: str
    machine: Machine
    spoilers: tuple[str, ...]
    plugins: tuple[Entry, ...]
    limits: Mapping[str, str]
    trial_limits: Mapping[str, str]
    ceilings: Optional[Ceilings] = None
    ceilings_unreadable: Optional[str] = None


def diagnose(results: str) -> Diagnosis:
    """Look around. Changes nothing and takes about a second."""
    machine = read_machine()
    ceilings, unreadable = _ceilings(results, machine.id)
    return Diagnosis(
        workbench_version=workbench.__version__,
        python_version="%d.%d.%d" % sys.version_info[:3],
        machine=machine,
        spoilers=tuple(read_spoilers(results)),
        plugins=list_plugins(),
        limits=_limits(sys.platform),
        trial_limits=limit_means(),
        ceilings=ceilings,
        ceilings_unreadable=unreadable,
    )


def _ceilings(results: str, machine_id: str) -> tuple[Optional[Ceilings], Optional[str]]:
    try:
        return read_ceilings(results, machine_id), None
    except StoreError as error:
        return None, f"{error}; {error.remedy}"


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
