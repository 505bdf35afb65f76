"""A report: everything a run says, ready to be shown on any face."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Tuple

from workbench.model.card_comparison import NO_PRICES, CardComparison, Prices
from workbench.model.case import Case
from workbench.model.cost import Cost
from workbench.model.diagnosis import Diagnosis
from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.node_figures import NodeFigures
from workbench.model.nodes import Nodes
from workbench.model.roofline import RooflinePoint
from workbench.model.run import RunHeader
from workbench.model.scaling import Scaling
from workbench.model.sizes import Sizes
from workbench.model.summary import CaseSummary


@dataclass(frozen=True)
class WorkloadSection:
    """The cases of one workload with the same parameters: comparable with one another, best first.

    `cost` holds each backend against the best serial solver; None where there is no such pair.
    """

    title: str
    workload: str
    rows: Tuple[CaseSummary, ...]
    score_name: Optional[str] = None
    answer: Optional[str] = None
    cost: Optional[Cost] = None


@dataclass(frozen=True)
class ScalingSection:
    """One case over its worker counts. `known_serial_fraction` is set where the workload knows the truth.

    `efficiencies` are POP's by worker count, empty where nothing tells them. `memory_per_worker_bytes` is what each
    further worker holds, None where workers are no processes or nothing tells.
    """

    title: str
    case: Case
    scaling: Scaling
    known_serial_fraction: Optional[float] = None
    sentence: str = ""
    efficiencies: Tuple[Efficiencies, ...] = ()
    memory_per_worker_bytes: Optional[Estimate] = None


@dataclass(frozen=True)
class Report:
    """A run's answer first, the evidence under it. `prices` are the reader's: what cards cost is told by them."""

    header: RunHeader
    workloads: Tuple[WorkloadSection, ...]
    scaling: Tuple[ScalingSection, ...]
    findings: Tuple[Finding, ...]
    trials_recorded: int
    trials_planned: int
    warnings: Tuple[str, ...] = ()
    diagnoses: Tuple[Diagnosis, ...] = ()
    sizes: Sizes = field(default_factory=Sizes)
    rooflines: Tuple[RooflinePoint, ...] = ()
    nodes: Nodes = field(default_factory=Nodes)
    node_figures: Tuple[NodeFigures, ...] = ()
    cards: Tuple[CardComparison, ...] = ()
    prices: Prices = NO_PRICES
