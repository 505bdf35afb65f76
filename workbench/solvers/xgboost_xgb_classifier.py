"""XGBoost's XGBClassifier."""

from __future__ import annotations

import os
from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._estimator import EstimatorSolver


class XGBClassifier(EstimatorSolver):
    """Gradient boosting of trees on splits between 256 bins; its own threads are the workers.

    Of the package without CUDA, which is the same library at a tenth of the size.
    """

    name = "xgboost.XGBClassifier"
    requires = {"xgboost": "pip install xgboost-cpu"}
    environment = DeclaredEnvironment("xgboost", ("xgboost-cpu==3.2.*", "scikit-learn==1.9.*"))
    tasks = ("classification",)
    scales_with = "own"
    parameters = {"n_estimators": 100, "max_depth": 6, "learning_rate": 0.1}

    def configure(self, context: Context) -> None:
        """Say how many threads, before XGBoost is imported: OMP_NUM_THREADS bounds what `n_jobs` asks for."""
        os.environ["OMP_NUM_THREADS"] = str(self.threads(context))

    def threads(self, context: Context) -> int:
        """Of the process that trains."""
        return context.workers

    def estimator_class(self) -> Any:
        """XGBClassifier."""
        import xgboost

        return xgboost.XGBClassifier

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return dict(self.values, tree_method="hist", n_jobs=self.threads(context), random_state=context.seed)


PLUGIN = XGBClassifier
