"""LightGBM's LGBMClassifier."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._estimator import EstimatorSolver


class LGBMClassifier(EstimatorSolver):
    """Gradient boosting of trees grown leaf by leaf on splits between 255 bins; its own threads are the workers."""

    name = "lightgbm.LGBMClassifier"
    requires = {"lightgbm": "pip install lightgbm"}
    environment = DeclaredEnvironment("lightgbm", ("lightgbm==4.7.*", "scikit-learn==1.9.*"))
    tasks = ("classification",)
    scales_with = "own"
    parameters = {"n_estimators": 100, "num_leaves": 31, "learning_rate": 0.1}

    def estimator_class(self) -> Any:
        """LGBMClassifier."""
        import lightgbm

        return lightgbm.LGBMClassifier

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say, on `context.workers` threads."""
        return dict(self.values, n_jobs=context.workers, random_state=context.seed, verbosity=-1)


PLUGIN = LGBMClassifier
