"""The phases of a trial. There are no others."""

from __future__ import annotations

PHASES = ("setup", "start", "warmup", "measure", "score", "stop")
INNER_PHASES = ("transfer_in", "compute", "transfer_out", "wait")
"""What a solver may tell apart inside `measure`."""
