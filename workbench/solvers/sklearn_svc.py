"""scikit-learn's SVC: a support vector machine with a kernel."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver


class SVC(EstimatorSolver):
    """Minimises |w|² / 2 + C · Σ hinge in the space of a kernel (libsvm); one thread.

    Its time grows with the square of the rows or faster, and so does that of its answers, as every support vector
    takes part. `cache_bytes` holds columns of the kernel matrix. `gamma` 0: 1 / (features · variance), scikit-learn's
    own. Dense rows or sparse ones (CSR).
    """

    name = "sklearn.SVC"
    tasks = ("classification",)
    parameters = {"C": 1.0, "kernel": "rbf", "gamma": 0.0, "tol": 1e-3, "cache_bytes": 200_000_000}

    def estimator_class(self) -> Any:
        """SVC."""
        from sklearn import svm

        return svm.SVC

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return {
            "C": self.values["C"],
            "kernel": self.values["kernel"],
            "gamma": self.values["gamma"] or "scale",
            "tol": self.values["tol"],
            "cache_size": self.values["cache_bytes"] / 1e6,
        }


PLUGIN = SVC
