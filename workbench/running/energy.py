"""What cards and processors used while a trial was measured."""

from __future__ import annotations

from collections.abc import Mapping

COUNTERS = {"card_energy_joules": "gpu.gpu_energy_joules", "cpu_energy_joules": "host_energy.cpu_energy_joules"}
"""What a record's totals call it → the counter, of which there is one a card or processor package."""


def measured_energy(phase_totals: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Joules over the timed calls, summed over cards and over packages; nothing where nobody counts them."""
    grown = phase_totals.get("measure", {})
    found = {}
    for name, counter in COUNTERS.items():
        joules = [value for each, value in grown.items() if each.partition("[")[0] == counter]
        if joules:
            found[name] = sum(joules)
    return found
