"""What another program measured, in our words, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Mapping, Optional, Tuple

from workbench.model.case import Scalar
from workbench.model.trial import OK

if TYPE_CHECKING:
    from workbench.model.run import Interpreter, Machine, Revision

LAUNCHES = "launches"
MACHINE = "machine"
MEMORY = "memory"
TIME_OF_DAY = "time of day"
UNKNOWABLE = (LAUNCHES, MACHINE, MEMORY, TIME_OF_DAY)
"""What files of others may not tell. LAUNCHES: all that a case has was timed in one process, or may have been."""


@dataclass(frozen=True)
class Origin:
    """Which program measured a run that was imported.

    `file` is the file's own name, without the folder. `unknown` (of UNKNOWABLE) is what the file doesn't tell;
    the fields of the run that would hold it say nothing.
    """

    tool: str
    file: str
    tool_version: Optional[str] = None
    unknown: Tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedLaunch:
    """One process. `wall_seconds` are its timed calls in order, warm-up never among them.

    `status` is of model.trial.STATUSES. `started_at` is in seconds since the epoch. `largest_process_bytes` is the
    largest resident memory of the one process that the tool looked at.
    """

    wall_seconds: Tuple[float, ...] = ()
    status: str = OK
    reason: Optional[str] = None
    started_at: Optional[float] = None
    elapsed_seconds: Optional[float] = None
    largest_process_bytes: Optional[int] = None


@dataclass(frozen=True)
class ImportedCase:
    """What a program calls a benchmark, with its parameters; at least one launch."""

    name: str
    launches: Tuple[ImportedLaunch, ...]
    parameters: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedRun:
    """One file of another program, or the part of it that is one run.

    `machine.id` is what the program calls the machine, if anything, and no path; what it doesn't tell of it is 0,
    empty or `unknown`. `created_at` is in seconds since the epoch. `notes` are whole sentences for a report.
    """

    name: str
    origin: Origin
    machine: Machine
    cases: Tuple[ImportedCase, ...]
    created_at: Optional[float] = None
    interpreter: Optional[Interpreter] = None
    revision: Optional[Revision] = None
    notes: Tuple[str, ...] = ()
