"""Time that is not the work: bringing workers up, and moving data to and from them."""

from __future__ import annotations

from workbench.analysis.diagnosis.stating import percent, state
from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.diagnosis import Diagnosis
from workbench.model.units import format_seconds

SHORTEST_START_SECONDS = 0.05
"""A start below this nobody notices, however short the work is."""
DOMINANT = 0.5
"""More than everything else together."""


def start_up_dominated(symptoms: Symptoms) -> Diagnosis | None:
    """Bringing the backend up took longer than the call that it was brought up for."""
    start, call = symptoms.start_seconds, symptoms.call_seconds
    if start is None or call is None or start < SHORTEST_START_SECONDS or start <= call:
        return None
    return state(
        symptoms,
        "start_up_dominated",
        start / (start + call),
        f"starting the backend took {format_seconds(start)}, for {format_seconds(call)} of work.",
        "Start-up is not in the measured seconds: keep workers up between calls, give them more work, or use a lighter "
        "backend.",
        "start_seconds",
        "call_seconds",
    )


def transfer_dominated(symptoms: Symptoms) -> Diagnosis | None:
    """Of a call, most went by in moving data, as far as the solver tells its phases apart."""
    moved, call = symptoms.transfer_seconds, symptoms.call_seconds
    if moved is None or not call or moved < DOMINANT * call:
        return None
    return state(
        symptoms,
        "transfer_dominated",
        moved / call,
        f"moving data took {format_seconds(moved)} of the {format_seconds(call)} of a call ({percent(moved / call)}).",
        "Keep the data where the work is between calls, send smaller types, or send the next piece meanwhile.",
        "transfer_seconds",
        "compute_seconds",
        "call_seconds",
    )
