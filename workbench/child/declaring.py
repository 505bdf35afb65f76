"""What one call takes by what its solver and its workload say of themselves: bytes moved, operations, precision."""

from __future__ import annotations

from typing import Any, Dict


def declared(workload: Any, solver: Any, data: Any) -> Dict[str, Any]:
    """The facts `declared_bytes`, `declared_operations`, `precision`, `calls_per_repeat` and `compiles`.

    A solver knows its own method, so its word goes before the workload's. What is unknown is left out, and so is
    one call a repeat.
    """
    found: Dict[str, Any] = {}
    for fact, method in (("declared_bytes", "moved_bytes"), ("declared_operations", "operations")):
        said = None if solver is None else getattr(solver, method)(data)
        said = getattr(workload, method)(data) if said is None else said
        if said is not None:
            found[fact] = int(said)
    precision = workload.precision if solver is None or solver.precision is None else solver.precision
    if "declared_operations" in found and precision is not None:
        found["precision"] = str(precision)
    if workload.calls_per_repeat != 1:
        found["calls_per_repeat"] = int(workload.calls_per_repeat)
    if solver is not None and solver.compiles is not None:
        found["compiles"] = str(solver.compiles)
    return found
