"""scikit-learn's SGDClassifier: a linear classifier by stochastic gradient descent."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver


class SGDClassifier(EstimatorSolver):
    """The objective of LogisticRegression at the same C (alpha = 1 / (C · rows)), weights averaged over steps.

    Averaging is what brings its score to that of the exact solvers: without it the ROC AUC on flights is 0.03
    lower. Another `loss` (`hinge`) is another objective. More than two classes are fitted one against the
    rest, in threads where the backend is `threading`; else it uses one thread.
    """

    name = "sklearn.SGDClassifier"
    tasks = ("classification",)
    parameters = {"C": 1.0, "loss": "log_loss", "average": True, "max_iter": 1000, "tol": 1e-3}

    def estimator_class(self) -> Any:
        """SGDClassifier."""
        from sklearn.linear_model import SGDClassifier as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As the parameters say."""
        return {
            "alpha": 1.0 / (self.values["C"] * len(data.y_train)),
            "loss": self.values["loss"],
            "average": self.values["average"],
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"],
            "random_state": context.seed,
        }


PLUGIN = SGDClassifier
