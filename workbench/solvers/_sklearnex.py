"""What the solvers of the Extension for scikit-learn share: their environment, and workers as `n_jobs`."""

from __future__ import annotations

import importlib
from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._estimator import EstimatorSolver


class ExtensionSolver(EstimatorSolver):
    """Fits scikit-learn's estimator as the Extension patches it; oneDAL's threads are the workers.

    What the Extension can't do it hands over to scikit-learn, with the same result.
    """

    requires = {"sklearnex": "pip install scikit-learn-intelex"}
    environment = DeclaredEnvironment("sklearnex", ("scikit-learn-intelex==2026.2.*", "scikit-learn==1.9.*"))
    scales_with = "own"
    module = ""
    """Where sklearnex keeps the estimator; it is called as the last part of the solver's name."""

    def estimator_class(self) -> Any:
        """The estimator, patched."""
        return getattr(importlib.import_module(self.module), self.name.rpartition(".")[2])

    def chosen(self, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - for those who override it
        """What the case's parameters set of the estimator."""
        return dict(self.values)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say, on `context.workers` threads."""
        return dict(self.chosen(context), n_jobs=context.workers)
