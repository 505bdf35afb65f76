"""What a running session tells whoever watches: the terminal, and Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple, Union

from workbench.model.case import Case
from workbench.model.gate import CheckedCase
from workbench.model.plan import TrialSpec
from workbench.model.run import RunHeader
from workbench.model.trial import TrialRecord


@dataclass(frozen=True)
class RunStarted:
    """A run begins, or goes on: what is known of it, and the trials it has already."""

    header: RunHeader
    done: Tuple[TrialRecord, ...] = ()


@dataclass(frozen=True)
class PreparingData:
    """The data of a workload is being made and cached; never measured."""

    workload: str


@dataclass(frozen=True)
class BuildingEnvironment:
    """An environment is being made of its `requirements` under Python `version`, and cached; never measured."""

    environment: str
    version: str
    requirements: Tuple[str, ...]


@dataclass(frozen=True)
class EnvironmentBuilt:
    """The making of an environment has ended, well or with `unavailable`: why not and what would mend it."""

    environment: str
    wall_seconds: float
    size_bytes: int = 0
    unavailable: Optional[str] = None


@dataclass(frozen=True)
class TrialStarted:
    """The `index`-th of `total` launches begins; `remaining_seconds` is what is left of the run, None when unknown.

    Of a check `side` is `base` or `head`.
    """

    spec: TrialSpec
    index: int
    total: int
    remaining_seconds: Optional[float] = None
    side: str = ""


@dataclass(frozen=True)
class TrialFinished:
    """The launch has its record, which is already on disk."""

    spec: TrialSpec
    record: TrialRecord
    index: int
    total: int
    remaining_seconds: Optional[float] = None


@dataclass(frozen=True)
class Observed:
    """What the sampler sees of the running trial, about once a second: `probe.series` → the latest value.

    `memory_bytes` is the tree's memory now, `cpu_cores` how many cores it used since the last of these.
    """

    spec: TrialSpec
    elapsed_seconds: float
    memory_bytes: Optional[float]
    cpu_cores: Optional[float]
    values: Mapping[str, float]


@dataclass(frozen=True)
class BudgetSpent:
    """The suite's time budget ended the run with `left` launches not made."""

    left: int


@dataclass(frozen=True)
class Waiting:
    """Another run is measuring on this machine, in process `pid`; this one begins when that has ended.

    `host` is the machine of a farm where that is so; "": this one.
    """

    pid: int
    host: str = ""


@dataclass(frozen=True)
class WaitingForJobs:
    """A cluster is being brought up by `jobs` jobs of a batch system; they may take up to `most_seconds` to come."""

    system: str
    jobs: int
    most_seconds: float


@dataclass(frozen=True)
class Warned:
    """Something went wrong that costs no trial."""

    message: str


@dataclass(frozen=True)
class CheckStarted:
    """A check begins to launch: its sides as they are called, the ids of their runs, and how many cases there are."""

    base: str
    head: str
    cases: int
    budget_seconds: float
    runs: Tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseDecided:
    """A case of a check is launched no more; each metric of it came out as told."""

    case: Case
    pairs: int
    metrics: Tuple[CheckedCase, ...]


RunEvent = Union[
    BuildingEnvironment,
    EnvironmentBuilt,
    RunStarted,
    PreparingData,
    Waiting,
    WaitingForJobs,
    TrialStarted,
    Observed,
    TrialFinished,
    BudgetSpent,
    Warned,
    CheckStarted,
    CaseDecided,
]
