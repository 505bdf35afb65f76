"""Joules a call: what cards and processors used while it was measured, by their own counters."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.model.trial import TrialRecord

FIGURES = ("card_energy_joules", "cpu_energy_joules")
SHORTEST_SECONDS = 1.0
"""NVML renews a card's counter every 20 to 100 ms, RAPL a package's every 1 ms, and the sampler reads them at the edges
of phases: over less measured time than this the ends would weigh too much, so it is not told."""


def energy_of(trial: TrialRecord) -> Mapping[str, float]:
    """Figure → joules a call in this launch; empty where nothing counts them, or too little was measured.

    A package's energy is everybody's: on a machine where others work it says nothing of this trial.
    """
    totals = trial.totals
    told = [(name, joules) for name in FIGURES if (joules := totals.get(name)) is not None]
    if not told or sum(trial.wall_seconds) * _calls(trial) < SHORTEST_SECONDS:
        return {}
    return {name: joules / (len(trial.wall_seconds) * _calls(trial)) for name, joules in told}


def _calls(trial: TrialRecord) -> int:
    """Of each repeat."""
    return trial.calls_per_repeat or 1
