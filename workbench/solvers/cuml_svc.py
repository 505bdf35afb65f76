"""cuML's SVC: a support vector machine with a kernel."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._cuml import CumlSolver


class SVC(CumlSolver):
    """Minimises |w|² / 2 + C · Σ hinge in the space of a kernel, on a card (sequential minimal optimisation).

    `cache_bytes` of the card's memory hold columns of the kernel matrix. `gamma` 0: 1 / (features · variance).
    """

    name = "cuml.SVC"
    tasks = ("classification",)
    parameters = {"C": 1.0, "kernel": "rbf", "gamma": 0.0, "tol": 1e-3, "cache_bytes": 1_000_000_000}

    def estimator_class(self) -> Any:
        """SVC."""
        from cuml import svm

        return svm.SVC

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say; the cache is told in MiB."""
        return {
            "C": self.values["C"],
            "kernel": self.values["kernel"],
            "gamma": self.values["gamma"] or "scale",
            "tol": self.values["tol"],
            "cache_size": self.values["cache_bytes"] / 2**20,
        }


PLUGIN = SVC
