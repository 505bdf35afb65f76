"""POP's efficiencies: where parallel time goes, as factors that multiply up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from workbench.model.estimate import Estimate


@dataclass(frozen=True)
class Efficiencies:
    """POP's tree of efficiencies at one worker count; None: not known. 1 is ideal; under 0.8 is worth a look.

    parallel = load_balance × communication, and total = parallel × computation_scalability, exactly. `parallel` is the
    share of the cores' time that was useful (on a CPU); `load_balance` mean over largest useful time of the workers;
    `communication` what is left: waiting for one another, for data, for the part that one does alone, or for a CPU;
    `computation_scalability` the useful time of one worker over that of all: below 1 the work itself grew. On `nodes`
    of a cluster parallel = between_nodes × within_nodes: the mean over the largest useful time of the nodes, and the
    share of its cores' time that the busiest node was useful. Source: POP Centre of Excellence, "POP Standard Metrics
    for Parallel Performance Analysis".
    """

    workers: int
    parallel: Estimate
    load_balance: Optional[Estimate] = None
    communication: Optional[Estimate] = None
    computation_scalability: Optional[Estimate] = None
    total: Optional[Estimate] = None
    nodes: Optional[int] = None
    between_nodes: Optional[Estimate] = None
    within_nodes: Optional[Estimate] = None
