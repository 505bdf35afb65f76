"""A run: one execution of a suite, as `run.json` holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from workbench.model.ceiling import Ceilings
from workbench.model.imported import Origin
from workbench.model.plan import Plan
from workbench.model.trial import TrialRecord

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Machine:
    """The fingerprint that tells one machine from another. `None` means: could not be read here.

    `id` names the folder under results/: a readable slug and a hash over what tells the hardware
    (workbench.telemetry.machine.IDENTITY); the kernel and the CPUs that this process may use are not in it.
    """

    id: str
    system: str
    kernel: str
    cpu_model: str
    logical_cpus: int
    usable_cpus: int
    memory_bytes: int
    physical_cores: Optional[int] = None
    threads_per_core: Optional[int] = None
    virtual: Optional[str] = None
    cpu_limit_cores: Optional[float] = None
    memory_limit_bytes: Optional[int] = None
    gpus: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Interpreter:
    """An environment as it was found: interpreter, its version and the packages installed in it.

    `compiler` and `compiler_flags` built the interpreter. `native` is what numpy says of how it was built (its BLAS,
    compilers and vector instructions: `blas`, `c`, `simd_found`, …), where numpy is there; `thread_pools` are the
    native libraries with threads that importing numpy loads, where threadpoolctl is there to tell.
    """

    name: str
    executable: str
    version: str
    implementation: str
    packages: Mapping[str, str] = field(default_factory=dict)
    compiler: Optional[str] = None
    compiler_flags: Optional[str] = None
    native: Mapping[str, str] = field(default_factory=dict)
    thread_pools: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Revision:
    """The code that was measured: version control's revision, and whether the tree had uncommitted changes."""

    commit: str
    dirty: bool


@dataclass(frozen=True)
class CheckSide:
    """That a run is one side of a check: launches of both were made in turn, each case as often as it took.

    `side` is `base` or `head`, `name` what a person calls it (`main (1a2b3c4)`); both runs have the same `check_id`.
    """

    check_id: str
    side: str
    name: str


@dataclass(frozen=True)
class RunHeader:
    """Everything about a run that is known before its first trial.

    `ceilings` is what was last measured of this machine by then (`workbench doctor --ceilings`), if ever. `origin` is
    set where another program measured it, and says what its files don't tell. `check` is set where the run is a side
    of a check; then the plan's number of launches is the least of a case, not what a whole run has.
    """

    run_id: str
    schema_version: int
    workbench_version: str
    created_at: float
    plan: Plan
    machine: Machine
    interpreters: Tuple[Interpreter, ...] = ()
    revision: Optional[Revision] = None
    ceilings: Optional[Ceilings] = None
    origin: Optional[Origin] = None
    check: Optional[CheckSide] = None


@dataclass(frozen=True)
class Watched:
    """A stretch in which a page that refreshes itself showed the run while it went on; seconds since the epoch (UTC).

    Such a page takes CPU time from what is measured.
    """

    begin_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class Run:
    """A run read back: its header, its trials in the order they were recorded, and what could not be read."""

    header: RunHeader
    trials: Tuple[TrialRecord, ...]
    folder: str
    warnings: Tuple[str, ...] = ()
    watched: Tuple[Watched, ...] = ()
