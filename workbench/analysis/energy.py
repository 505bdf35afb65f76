"""Joules a call: what cards and processors used while it was measured, by their own counters."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.model.trial import TrialRecord

COUNTERS = {"card_energy_joules": "gpu.gpu_energy_joules", "cpu_energy_joules": "host_energy.cpu_energy_joules"}
"""What a report calls it → the counter, summed over cards or processor packages."""
SHORTEST_SECONDS = 1.0
"""NVML renews a card's counter every 20 to 100 ms, RAPL a package's every 1 ms, and the sampler reads them at the edges
of phases: over less measured time than this the ends would weigh too much, so it is not told."""


def energy_of(trial: TrialRecord) -> Mapping[str, float]:
    """Figure → joules a call in this launch; empty where nothing counts them, or too little was measured.

    A package's energy is everybody's: on a machine where others work it says nothing of this trial.
    """
    grown = trial.phase_totals.get("measure", {})
    if not any(f"{counter}[0]" in grown for counter in COUNTERS.values()):
        return {}
    measured = sum(phase.seconds for phase in trial.phases if phase.name == "measure")
    calls = len(trial.wall_seconds) * (trial.calls_per_repeat or 1)
    if measured < SHORTEST_SECONDS or not calls:
        return {}
    found = {}
    for name, counter in COUNTERS.items():
        joules = [value for each, value in grown.items() if each.partition("[")[0] == counter]
        if joules:
            found[name] = sum(joules) / calls
    return found
