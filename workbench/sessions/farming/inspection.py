"""What a machine of a farm is and has, told there and read at home."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

import msgspec

from workbench.model.plan import Plan
from workbench.model.run import Interpreter, Machine
from workbench.sessions.executing import interpreters_of
from workbench.store.encoding import plain
from workbench.telemetry.machine import read_machine
from workbench.wire import Message

COMMAND = "command"
"""The workload that runs a person's command line in their current folder."""


@dataclass(frozen=True)
class Inspection:
    """`lacking` are files and folders of the plan that the machine doesn't see as they are at home."""

    machine: Machine
    interpreters: tuple[Interpreter, ...] = ()
    lacking: tuple[str, ...] = ()


def inspected(plan: Plan, files: Mapping[str, Optional[str]]) -> Message:
    """The message `inspected` of the machine this is called on; `files` as `files_of` tells them at home."""
    lacking = [path for path, wanted in files.items() if not _is_there(path, wanted)]
    # An interpreter that isn't there can't be asked what it is.
    interpreters = [] if lacking else interpreters_of(plan)
    return {
        "type": "inspected",
        "machine": plain(read_machine()),
        "interpreters": plain(interpreters),
        "lacking": lacking,
    }


def read_inspection(message: Message) -> Inspection:
    """What such a message says. Raises msgspec.ValidationError for what isn't one."""
    return msgspec.convert({name: message[name] for name in ("machine", "interpreters", "lacking")}, Inspection)


def files_of(plan: Plan) -> dict[str, Optional[str]]:
    """What its launches need of the file system: path → SHA-256 of a person's file, None for what must only exist.

    That is the files of plug-ins, the interpreters of environments, and the current folder of a command.
    """
    found: dict[str, Optional[str]] = {}
    for planned in plan.cases:
        if planned.skip_reason is not None:
            continue
        for reference in (planned.workload, planned.solver, planned.backend):
            if reference is not None and reference.path is not None:
                found[reference.path] = _digest(reference.path)
        interpreter = plan.environment(planned.case.environment).interpreter
        if interpreter:
            found[interpreter] = None
        if planned.workload.name == COMMAND:
            found[os.getcwd()] = None
    return found


def _is_there(path: str, wanted: Optional[str]) -> bool:
    return os.path.exists(path) if wanted is None else _digest(path) == wanted


def _digest(path: str) -> Optional[str]:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None
