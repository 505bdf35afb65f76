"""Bursts of work with pauses between them, as a service or a notebook gives: what it pays to hold nodes meanwhile."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from workbench.contracts import Workload


class Demand(NamedTuple):
    """`rounds` bursts of `chunks` equal pieces of `busy_seconds` of CPU time, each followed by a pause."""

    rounds: int
    chunks: int
    busy_seconds: float
    pause_seconds: float


class Bursts(Workload):
    """Two bursts of 8 s of CPU time in 32 pieces, each followed by a pause of 10 s in which nothing is to be done.

    Who solves it says how many workers stand when. Nothing is shipped, so it is their number alone that counts.
    """

    name = "bursts"
    task = "bursts"
    parameters = {"rounds": 2, "chunks": 32, "busy_seconds": 0.25, "pause_seconds": 10.0}
    small = {"rounds": 1, "chunks": 4, "busy_seconds": 0.02, "pause_seconds": 0.1}

    score_name = "share done"

    def load(self, folder: Any) -> Demand:  # noqa: ARG002 - the contract's
        """What is demanded."""
        return Demand(**self.values)

    def score(self, data: Demand, result: Sequence[float]) -> float:
        """The share of the pieces that took the CPU time that they were to take; `result` has that of each. 0 to 1."""
        return sum(seconds >= data.busy_seconds for seconds in result) / (data.rounds * data.chunks)


PLUGIN = Bursts
