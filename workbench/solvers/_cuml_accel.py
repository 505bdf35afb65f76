"""What scikit-learn's solvers share where cuml.accel stands in for its estimators: the same code, on a card."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context, Solver
from workbench.solvers._rapids import CUML


class Accelerated(Solver):
    """A solver of scikit-learn's after cuml.accel.install(), which fits on a card what cuML can.

    What cuML can't do runs on the CPU without a word. A call of which any part did is no result of a card's: it fails,
    with cuml.accel's reason. Managed memory is left out: data beyond the card's memory are then out of memory, as
    everywhere else here, and not slow.
    """

    requires = {"cuml": "pip install cuml-cu12"}
    environment = CUML
    devices = ("cuda",)
    scales_with = "threads"
    deterministic = False

    def configure(self, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Before scikit-learn is imported."""
        from cuml import accel

        accel.install(disable_uvm=True)
        self.accel = accel

    def solve(self, data: Any, context: Context) -> Any:
        """As scikit-learn's solver does, and not on the CPU."""
        with self.accel.profile(quiet=True) as profile:
            found = super().solve(data, context)
        for called, stats in sorted(profile.method_calls.items()):
            if stats.cpu_calls:
                raise RuntimeError(
                    "cuml.accel ran %s on the CPU: %s"
                    % (called, "; ".join(sorted(stats.fallback_reasons)) or "no reason")
                )
        return found
